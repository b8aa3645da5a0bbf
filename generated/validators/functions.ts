// Generated from openapi/*/*.yaml by `npm run generate`. Change the source, not this file.

// @ts-nocheck: what ajv writes is plain JavaScript; its types are in index.ts.
import type { ValidateFunction } from './guard.js';
export const validateAppservicePingError: ValidateFunction = validate22;
const schema7 = {"type":"object","properties":{"errcode":{"type":"string","enum":["M_BAD_STATUS","M_CONNECTION_FAILED"]},"error":{"type":"string"},"status":{"type":"integer"},"body":{"type":"string"}},"required":["errcode"]};

function validate22(data, {instancePath=""}={}){
let vErrors = null;
let errors = 0;
if(errors === 0){
if(data && typeof data == "object" && !Array.isArray(data)){
let missing0;
if((data.errcode === undefined) && (missing0 = "errcode")){
validate22.errors = [{instancePath,keyword:"required",message:"must have required property '"+missing0+"'"}];
return false;
}
else {
if(data.errcode !== undefined){
let data0 = data.errcode;
const _errs1 = errors;
if(typeof data0 !== "string"){
validate22.errors = [{instancePath:instancePath+"/errcode",keyword:"type",message:"must be string"}];
return false;
}
if(!((data0 === "M_BAD_STATUS") || (data0 === "M_CONNECTION_FAILED"))){
validate22.errors = [{instancePath:instancePath+"/errcode",keyword:"enum",params:{allowedValues: schema7.properties.errcode.enum},message:"must be equal to one of the allowed values"}];
return false;
}
var valid0 = _errs1 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.error !== undefined){
const _errs3 = errors;
if(typeof data.error !== "string"){
validate22.errors = [{instancePath:instancePath+"/error",keyword:"type",message:"must be string"}];
return false;
}
var valid0 = _errs3 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.status !== undefined){
let data2 = data.status;
const _errs5 = errors;
if(!(((typeof data2 == "number") && (!(data2 % 1) && !isNaN(data2))) && (isFinite(data2)))){
validate22.errors = [{instancePath:instancePath+"/status",keyword:"type",message:"must be integer"}];
return false;
}
var valid0 = _errs5 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.body !== undefined){
const _errs7 = errors;
if(typeof data.body !== "string"){
validate22.errors = [{instancePath:instancePath+"/body",keyword:"type",message:"must be string"}];
return false;
}
var valid0 = _errs7 === errors;
}
else {
var valid0 = true;
}
}
}
}
}
}
else {
validate22.errors = [{instancePath,keyword:"type",message:"must be object"}];
return false;
}
}
validate22.errors = vErrors;
return errors === 0;
}

export const validateAppservicePingRequest: ValidateFunction = validate23;

function validate23(data, {instancePath=""}={}){
let vErrors = null;
let errors = 0;
if(errors === 0){
if(data && typeof data == "object" && !Array.isArray(data)){
if(data.transaction_id !== undefined){
if(typeof data.transaction_id !== "string"){
validate23.errors = [{instancePath:instancePath+"/transaction_id",keyword:"type",message:"must be string"}];
return false;
}
}
}
else {
validate23.errors = [{instancePath,keyword:"type",message:"must be object"}];
return false;
}
}
validate23.errors = vErrors;
return errors === 0;
}

export const validateAppservicePingResponse: ValidateFunction = validate24;

function validate24(data, {instancePath=""}={}){
let vErrors = null;
let errors = 0;
if(errors === 0){
if(data && typeof data == "object" && !Array.isArray(data)){
let missing0;
if((data.duration_ms === undefined) && (missing0 = "duration_ms")){
validate24.errors = [{instancePath,keyword:"required",message:"must have required property '"+missing0+"'"}];
return false;
}
else {
if(data.duration_ms !== undefined){
let data0 = data.duration_ms;
if(!(((typeof data0 == "number") && (!(data0 % 1) && !isNaN(data0))) && (isFinite(data0)))){
validate24.errors = [{instancePath:instancePath+"/duration_ms",keyword:"type",message:"must be integer"}];
return false;
}
}
}
}
else {
validate24.errors = [{instancePath,keyword:"type",message:"must be object"}];
return false;
}
}
validate24.errors = vErrors;
return errors === 0;
}

export const validateAuthenticationData: ValidateFunction = validate25;

function validate25(data, {instancePath=""}={}){
let vErrors = null;
let errors = 0;
if(errors === 0){
if(data && typeof data == "object" && !Array.isArray(data)){
if(data.type !== undefined){
const _errs1 = errors;
if(typeof data.type !== "string"){
validate25.errors = [{instancePath:instancePath+"/type",keyword:"type",message:"must be string"}];
return false;
}
var valid0 = _errs1 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.session !== undefined){
const _errs3 = errors;
if(typeof data.session !== "string"){
validate25.errors = [{instancePath:instancePath+"/session",keyword:"type",message:"must be string"}];
return false;
}
var valid0 = _errs3 === errors;
}
else {
var valid0 = true;
}
}
}
else {
validate25.errors = [{instancePath,keyword:"type",message:"must be object"}];
return false;
}
}
validate25.errors = vErrors;
return errors === 0;
}

export const validateClientEvent: ValidateFunction = validate26;
const pattern0 = /*@__PURE__*/ new RegExp("^\\$", "");
const pattern1 = /*@__PURE__*/ new RegExp("^!", "");
const pattern2 = /*@__PURE__*/ new RegExp("^@", "");

function validate26(data, {instancePath=""}={}){
let vErrors = null;
let errors = 0;
if(errors === 0){
if(data && typeof data == "object" && !Array.isArray(data)){
let missing0;
if(((((((data.event_id === undefined) && (missing0 = "event_id")) || ((data.room_id === undefined) && (missing0 = "room_id"))) || ((data.type === undefined) && (missing0 = "type"))) || ((data.sender === undefined) && (missing0 = "sender"))) || ((data.origin_server_ts === undefined) && (missing0 = "origin_server_ts"))) || ((data.content === undefined) && (missing0 = "content"))){
validate26.errors = [{instancePath,keyword:"required",message:"must have required property '"+missing0+"'"}];
return false;
}
else {
if(data.event_id !== undefined){
let data0 = data.event_id;
const _errs1 = errors;
if(errors === _errs1){
if(typeof data0 === "string"){
if(!pattern0.test(data0)){
validate26.errors = [{instancePath:instancePath+"/event_id",keyword:"pattern",message:"must match pattern \""+"^\\$"+"\""}];
return false;
}
}
else {
validate26.errors = [{instancePath:instancePath+"/event_id",keyword:"type",message:"must be string"}];
return false;
}
}
var valid0 = _errs1 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.room_id !== undefined){
let data1 = data.room_id;
const _errs3 = errors;
if(errors === _errs3){
if(typeof data1 === "string"){
if(!pattern1.test(data1)){
validate26.errors = [{instancePath:instancePath+"/room_id",keyword:"pattern",message:"must match pattern \""+"^!"+"\""}];
return false;
}
}
else {
validate26.errors = [{instancePath:instancePath+"/room_id",keyword:"type",message:"must be string"}];
return false;
}
}
var valid0 = _errs3 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.type !== undefined){
const _errs5 = errors;
if(typeof data.type !== "string"){
validate26.errors = [{instancePath:instancePath+"/type",keyword:"type",message:"must be string"}];
return false;
}
var valid0 = _errs5 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.state_key !== undefined){
const _errs7 = errors;
if(typeof data.state_key !== "string"){
validate26.errors = [{instancePath:instancePath+"/state_key",keyword:"type",message:"must be string"}];
return false;
}
var valid0 = _errs7 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.sender !== undefined){
let data4 = data.sender;
const _errs9 = errors;
if(errors === _errs9){
if(typeof data4 === "string"){
if(!pattern2.test(data4)){
validate26.errors = [{instancePath:instancePath+"/sender",keyword:"pattern",message:"must match pattern \""+"^@"+"\""}];
return false;
}
}
else {
validate26.errors = [{instancePath:instancePath+"/sender",keyword:"type",message:"must be string"}];
return false;
}
}
var valid0 = _errs9 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.origin_server_ts !== undefined){
let data5 = data.origin_server_ts;
const _errs11 = errors;
if(!(((typeof data5 == "number") && (!(data5 % 1) && !isNaN(data5))) && (isFinite(data5)))){
validate26.errors = [{instancePath:instancePath+"/origin_server_ts",keyword:"type",message:"must be integer"}];
return false;
}
var valid0 = _errs11 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.content !== undefined){
let data6 = data.content;
const _errs13 = errors;
if(!(data6 && typeof data6 == "object" && !Array.isArray(data6))){
validate26.errors = [{instancePath:instancePath+"/content",keyword:"type",message:"must be object"}];
return false;
}
var valid0 = _errs13 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.unsigned !== undefined){
let data7 = data.unsigned;
const _errs15 = errors;
if(errors === _errs15){
if(data7 && typeof data7 == "object" && !Array.isArray(data7)){
if(data7.age !== undefined){
let data8 = data7.age;
const _errs17 = errors;
if(!(((typeof data8 == "number") && (!(data8 % 1) && !isNaN(data8))) && (isFinite(data8)))){
validate26.errors = [{instancePath:instancePath+"/unsigned/age",keyword:"type",message:"must be integer"}];
return false;
}
var valid1 = _errs17 === errors;
}
else {
var valid1 = true;
}
if(valid1){
if(data7.redacted_because !== undefined){
let data9 = data7.redacted_because;
const _errs19 = errors;
if(!(data9 && typeof data9 == "object" && !Array.isArray(data9))){
validate26.errors = [{instancePath:instancePath+"/unsigned/redacted_because",keyword:"type",message:"must be object"}];
return false;
}
var valid1 = _errs19 === errors;
}
else {
var valid1 = true;
}
if(valid1){
if(data7.transaction_id !== undefined){
const _errs21 = errors;
if(typeof data7.transaction_id !== "string"){
validate26.errors = [{instancePath:instancePath+"/unsigned/transaction_id",keyword:"type",message:"must be string"}];
return false;
}
var valid1 = _errs21 === errors;
}
else {
var valid1 = true;
}
if(valid1){
if(data7.prev_content !== undefined){
let data11 = data7.prev_content;
const _errs23 = errors;
if(!(data11 && typeof data11 == "object" && !Array.isArray(data11))){
validate26.errors = [{instancePath:instancePath+"/unsigned/prev_content",keyword:"type",message:"must be object"}];
return false;
}
var valid1 = _errs23 === errors;
}
else {
var valid1 = true;
}
if(valid1){
if(data7.replaces_state !== undefined){
let data12 = data7.replaces_state;
const _errs25 = errors;
if(errors === _errs25){
if(typeof data12 === "string"){
if(!pattern0.test(data12)){
validate26.errors = [{instancePath:instancePath+"/unsigned/replaces_state",keyword:"pattern",message:"must match pattern \""+"^\\$"+"\""}];
return false;
}
}
else {
validate26.errors = [{instancePath:instancePath+"/unsigned/replaces_state",keyword:"type",message:"must be string"}];
return false;
}
}
var valid1 = _errs25 === errors;
}
else {
var valid1 = true;
}
if(valid1){
if(data7.membership !== undefined){
const _errs27 = errors;
if(typeof data7.membership !== "string"){
validate26.errors = [{instancePath:instancePath+"/unsigned/membership",keyword:"type",message:"must be string"}];
return false;
}
var valid1 = _errs27 === errors;
}
else {
var valid1 = true;
}
}
}
}
}
}
}
else {
validate26.errors = [{instancePath:instancePath+"/unsigned",keyword:"type",message:"must be object"}];
return false;
}
}
var valid0 = _errs15 === errors;
}
else {
var valid0 = true;
}
}
}
}
}
}
}
}
}
}
else {
validate26.errors = [{instancePath,keyword:"type",message:"must be object"}];
return false;
}
}
validate26.errors = vErrors;
return errors === 0;
}

export const validateClientKeyClaim: ValidateFunction = validate27;

function validate28(data, {instancePath=""}={}){
let vErrors = null;
let errors = 0;
if(errors === 0){
if(data && typeof data == "object" && !Array.isArray(data)){
for(const key0 in data){
if(key0.charCodeAt(0) === 64){
let data0 = data[key0];
const _errs1 = errors;
if(errors === _errs1){
if(data0 && typeof data0 == "object" && !Array.isArray(data0)){
for(const key1 in data0){
const _errs4 = errors;
if(typeof data0[key1] !== "string"){
validate28.errors = [{instancePath:instancePath+"/" + key0.replace(/~/g, "~0").replace(/\//g, "~1")+"/" + key1.replace(/~/g, "~0").replace(/\//g, "~1"),keyword:"type",message:"must be string"}];
return false;
}
var valid2 = _errs4 === errors;
if(!valid2){
break;
}
}
}
else {
validate28.errors = [{instancePath:instancePath+"/" + key0.replace(/~/g, "~0").replace(/\//g, "~1"),keyword:"type",message:"must be object"}];
return false;
}
}
var valid1 = _errs1 === errors;
if(!valid1){
break;
}
}
}
}
else {
validate28.errors = [{instancePath,keyword:"type",message:"must be object"}];
return false;
}
}
validate28.errors = vErrors;
return errors === 0;
}


function validate27(data, {instancePath=""}={}){
let vErrors = null;
let errors = 0;
if(errors === 0){
if(data && typeof data == "object" && !Array.isArray(data)){
let missing0;
if((data.one_time_keys === undefined) && (missing0 = "one_time_keys")){
validate27.errors = [{instancePath,keyword:"required",message:"must have required property '"+missing0+"'"}];
return false;
}
else {
if(data.timeout !== undefined){
let data0 = data.timeout;
const _errs1 = errors;
if(!(((typeof data0 == "number") && (!(data0 % 1) && !isNaN(data0))) && (isFinite(data0)))){
validate27.errors = [{instancePath:instancePath+"/timeout",keyword:"type",message:"must be integer"}];
return false;
}
var valid0 = _errs1 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.one_time_keys !== undefined){
const _errs3 = errors;
if(!(validate28(data.one_time_keys, {instancePath:instancePath+"/one_time_keys"}))){
vErrors = vErrors === null ? validate28.errors : vErrors.concat(validate28.errors);
errors = vErrors.length;
}
var valid0 = _errs3 === errors;
}
else {
var valid0 = true;
}
}
}
}
else {
validate27.errors = [{instancePath,keyword:"type",message:"must be object"}];
return false;
}
}
validate27.errors = vErrors;
return errors === 0;
}

export const validateClientKeyClaimResponse: ValidateFunction = validate30;

function validate33(data, {instancePath=""}={}){
let vErrors = null;
let errors = 0;
if((typeof data !== "string") && (!(data && typeof data == "object" && !Array.isArray(data)))){
validate33.errors = [{instancePath,keyword:"type",message:"must be string,object"}];
return false;
}
if(errors === 0){
if(data && typeof data == "object" && !Array.isArray(data)){
let missing0;
if(((data.key === undefined) && (missing0 = "key")) || ((data.signatures === undefined) && (missing0 = "signatures"))){
validate33.errors = [{instancePath,keyword:"required",message:"must have required property '"+missing0+"'"}];
return false;
}
else {
if(data.key !== undefined){
const _errs1 = errors;
if(typeof data.key !== "string"){
validate33.errors = [{instancePath:instancePath+"/key",keyword:"type",message:"must be string"}];
return false;
}
var valid0 = _errs1 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.fallback !== undefined){
const _errs3 = errors;
if(typeof data.fallback !== "boolean"){
validate33.errors = [{instancePath:instancePath+"/fallback",keyword:"type",message:"must be boolean"}];
return false;
}
var valid0 = _errs3 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.signatures !== undefined){
let data2 = data.signatures;
const _errs5 = errors;
if(errors === _errs5){
if(data2 && typeof data2 == "object" && !Array.isArray(data2)){
for(const key0 in data2){
if(key0.charCodeAt(0) === 64){
let data3 = data2[key0];
const _errs7 = errors;
if(!(data3 && typeof data3 == "object" && !Array.isArray(data3))){
validate33.errors = [{instancePath:instancePath+"/signatures/" + key0.replace(/~/g, "~0").replace(/\//g, "~1"),keyword:"type",message:"must be object"}];
return false;
}
var valid2 = _errs7 === errors;
if(!valid2){
break;
}
}
}
}
else {
validate33.errors = [{instancePath:instancePath+"/signatures",keyword:"type",message:"must be object"}];
return false;
}
}
var valid0 = _errs5 === errors;
}
else {
var valid0 = true;
}
}
}
}
}
}
validate33.errors = vErrors;
return errors === 0;
}


function validate32(data, {instancePath=""}={}){
let vErrors = null;
let errors = 0;
if(errors === 0){
if(data && typeof data == "object" && !Array.isArray(data)){
for(const key0 in data){
const _errs2 = errors;
if(!(validate33(data[key0], {instancePath:instancePath+"/" + key0.replace(/~/g, "~0").replace(/\//g, "~1")}))){
vErrors = vErrors === null ? validate33.errors : vErrors.concat(validate33.errors);
errors = vErrors.length;
}
var valid0 = _errs2 === errors;
if(!valid0){
break;
}
}
}
else {
validate32.errors = [{instancePath,keyword:"type",message:"must be object"}];
return false;
}
}
validate32.errors = vErrors;
return errors === 0;
}


function validate31(data, {instancePath=""}={}){
let vErrors = null;
let errors = 0;
if(errors === 0){
if(data && typeof data == "object" && !Array.isArray(data)){
for(const key0 in data){
if(key0.charCodeAt(0) === 64){
let data0 = data[key0];
const _errs1 = errors;
if(errors === _errs1){
if(data0 && typeof data0 == "object" && !Array.isArray(data0)){
for(const key1 in data0){
const _errs4 = errors;
if(!(validate32(data0[key1], {instancePath:instancePath+"/" + key0.replace(/~/g, "~0").replace(/\//g, "~1")+"/" + key1.replace(/~/g, "~0").replace(/\//g, "~1")}))){
vErrors = vErrors === null ? validate32.errors : vErrors.concat(validate32.errors);
errors = vErrors.length;
}
var valid2 = _errs4 === errors;
if(!valid2){
break;
}
}
}
else {
validate31.errors = [{instancePath:instancePath+"/" + key0.replace(/~/g, "~0").replace(/\//g, "~1"),keyword:"type",message:"must be object"}];
return false;
}
}
var valid1 = _errs1 === errors;
if(!valid1){
break;
}
}
}
}
else {
validate31.errors = [{instancePath,keyword:"type",message:"must be object"}];
return false;
}
}
validate31.errors = vErrors;
return errors === 0;
}


function validate30(data, {instancePath=""}={}){
let vErrors = null;
let errors = 0;
if(errors === 0){
if(data && typeof data == "object" && !Array.isArray(data)){
let missing0;
if((data.one_time_keys === undefined) && (missing0 = "one_time_keys")){
validate30.errors = [{instancePath,keyword:"required",message:"must have required property '"+missing0+"'"}];
return false;
}
else {
if(data.failures !== undefined){
let data0 = data.failures;
const _errs1 = errors;
if(errors === _errs1){
if(data0 && typeof data0 == "object" && !Array.isArray(data0)){
for(const key0 in data0){
let data1 = data0[key0];
const _errs4 = errors;
if(!(data1 && typeof data1 == "object" && !Array.isArray(data1))){
validate30.errors = [{instancePath:instancePath+"/failures/" + key0.replace(/~/g, "~0").replace(/\//g, "~1"),keyword:"type",message:"must be object"}];
return false;
}
var valid1 = _errs4 === errors;
if(!valid1){
break;
}
}
}
else {
validate30.errors = [{instancePath:instancePath+"/failures",keyword:"type",message:"must be object"}];
return false;
}
}
var valid0 = _errs1 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.one_time_keys !== undefined){
const _errs6 = errors;
if(!(validate31(data.one_time_keys, {instancePath:instancePath+"/one_time_keys"}))){
vErrors = vErrors === null ? validate31.errors : vErrors.concat(validate31.errors);
errors = vErrors.length;
}
var valid0 = _errs6 === errors;
}
else {
var valid0 = true;
}
}
}
}
else {
validate30.errors = [{instancePath,keyword:"type",message:"must be object"}];
return false;
}
}
validate30.errors = vErrors;
return errors === 0;
}

export const validateClientKeyQuery: ValidateFunction = validate37;

function validate38(data, {instancePath=""}={}){
let vErrors = null;
let errors = 0;
if(errors === 0){
if(data && typeof data == "object" && !Array.isArray(data)){
for(const key0 in data){
if(key0.charCodeAt(0) === 64){
let data0 = data[key0];
const _errs1 = errors;
if(errors === _errs1){
if(Array.isArray(data0)){
var valid2 = true;
const len0 = data0.length;
for(let i0=0; i0<len0; i0++){
const _errs3 = errors;
if(typeof data0[i0] !== "string"){
validate38.errors = [{instancePath:instancePath+"/" + key0.replace(/~/g, "~0").replace(/\//g, "~1")+"/" + i0,keyword:"type",message:"must be string"}];
return false;
}
var valid2 = _errs3 === errors;
if(!valid2){
break;
}
}
}
else {
validate38.errors = [{instancePath:instancePath+"/" + key0.replace(/~/g, "~0").replace(/\//g, "~1"),keyword:"type",message:"must be array"}];
return false;
}
}
var valid1 = _errs1 === errors;
if(!valid1){
break;
}
}
}
}
else {
validate38.errors = [{instancePath,keyword:"type",message:"must be object"}];
return false;
}
}
validate38.errors = vErrors;
return errors === 0;
}


function validate37(data, {instancePath=""}={}){
let vErrors = null;
let errors = 0;
if(errors === 0){
if(data && typeof data == "object" && !Array.isArray(data)){
let missing0;
if((data.device_keys === undefined) && (missing0 = "device_keys")){
validate37.errors = [{instancePath,keyword:"required",message:"must have required property '"+missing0+"'"}];
return false;
}
else {
if(data.timeout !== undefined){
let data0 = data.timeout;
const _errs1 = errors;
if(!(((typeof data0 == "number") && (!(data0 % 1) && !isNaN(data0))) && (isFinite(data0)))){
validate37.errors = [{instancePath:instancePath+"/timeout",keyword:"type",message:"must be integer"}];
return false;
}
var valid0 = _errs1 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.device_keys !== undefined){
const _errs3 = errors;
if(!(validate38(data.device_keys, {instancePath:instancePath+"/device_keys"}))){
vErrors = vErrors === null ? validate38.errors : vErrors.concat(validate38.errors);
errors = vErrors.length;
}
var valid0 = _errs3 === errors;
}
else {
var valid0 = true;
}
}
}
}
else {
validate37.errors = [{instancePath,keyword:"type",message:"must be object"}];
return false;
}
}
validate37.errors = vErrors;
return errors === 0;
}

export const validateClientSeveralKeysClaim: ValidateFunction = validate40;

function validate41(data, {instancePath=""}={}){
let vErrors = null;
let errors = 0;
if(errors === 0){
if(data && typeof data == "object" && !Array.isArray(data)){
for(const key0 in data){
if(key0.charCodeAt(0) === 64){
let data0 = data[key0];
const _errs1 = errors;
if(errors === _errs1){
if(data0 && typeof data0 == "object" && !Array.isArray(data0)){
for(const key1 in data0){
let data1 = data0[key1];
const _errs4 = errors;
if(errors === _errs4){
if(Array.isArray(data1)){
var valid3 = true;
const len0 = data1.length;
for(let i0=0; i0<len0; i0++){
const _errs6 = errors;
if(typeof data1[i0] !== "string"){
validate41.errors = [{instancePath:instancePath+"/" + key0.replace(/~/g, "~0").replace(/\//g, "~1")+"/" + key1.replace(/~/g, "~0").replace(/\//g, "~1")+"/" + i0,keyword:"type",message:"must be string"}];
return false;
}
var valid3 = _errs6 === errors;
if(!valid3){
break;
}
}
}
else {
validate41.errors = [{instancePath:instancePath+"/" + key0.replace(/~/g, "~0").replace(/\//g, "~1")+"/" + key1.replace(/~/g, "~0").replace(/\//g, "~1"),keyword:"type",message:"must be array"}];
return false;
}
}
var valid2 = _errs4 === errors;
if(!valid2){
break;
}
}
}
else {
validate41.errors = [{instancePath:instancePath+"/" + key0.replace(/~/g, "~0").replace(/\//g, "~1"),keyword:"type",message:"must be object"}];
return false;
}
}
var valid1 = _errs1 === errors;
if(!valid1){
break;
}
}
}
}
else {
validate41.errors = [{instancePath,keyword:"type",message:"must be object"}];
return false;
}
}
validate41.errors = vErrors;
return errors === 0;
}


function validate40(data, {instancePath=""}={}){
let vErrors = null;
let errors = 0;
if(errors === 0){
if(data && typeof data == "object" && !Array.isArray(data)){
let missing0;
if((data.one_time_keys === undefined) && (missing0 = "one_time_keys")){
validate40.errors = [{instancePath,keyword:"required",message:"must have required property '"+missing0+"'"}];
return false;
}
else {
if(data.timeout !== undefined){
let data0 = data.timeout;
const _errs1 = errors;
if(!(((typeof data0 == "number") && (!(data0 % 1) && !isNaN(data0))) && (isFinite(data0)))){
validate40.errors = [{instancePath:instancePath+"/timeout",keyword:"type",message:"must be integer"}];
return false;
}
var valid0 = _errs1 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.one_time_keys !== undefined){
const _errs3 = errors;
if(!(validate41(data.one_time_keys, {instancePath:instancePath+"/one_time_keys"}))){
vErrors = vErrors === null ? validate41.errors : vErrors.concat(validate41.errors);
errors = vErrors.length;
}
var valid0 = _errs3 === errors;
}
else {
var valid0 = true;
}
}
}
}
else {
validate40.errors = [{instancePath,keyword:"type",message:"must be object"}];
return false;
}
}
validate40.errors = vErrors;
return errors === 0;
}

export const validateCrossSigningKey: ValidateFunction = validate43;
const schema22 = {"type":"object","properties":{"user_id":{"type":"string"},"usage":{"type":"array","items":{"type":"string","enum":["master","self_signing","user_signing"]}},"keys":{"type":"object","additionalProperties":{"type":"string"},"minProperties":1,"maxProperties":1},"signatures":{"type":"object"}},"required":["user_id","usage","keys"]};

function validate43(data, {instancePath=""}={}){
let vErrors = null;
let errors = 0;
if(errors === 0){
if(data && typeof data == "object" && !Array.isArray(data)){
let missing0;
if((((data.user_id === undefined) && (missing0 = "user_id")) || ((data.usage === undefined) && (missing0 = "usage"))) || ((data.keys === undefined) && (missing0 = "keys"))){
validate43.errors = [{instancePath,keyword:"required",message:"must have required property '"+missing0+"'"}];
return false;
}
else {
if(data.user_id !== undefined){
const _errs1 = errors;
if(typeof data.user_id !== "string"){
validate43.errors = [{instancePath:instancePath+"/user_id",keyword:"type",message:"must be string"}];
return false;
}
var valid0 = _errs1 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.usage !== undefined){
let data1 = data.usage;
const _errs3 = errors;
if(errors === _errs3){
if(Array.isArray(data1)){
var valid1 = true;
const len0 = data1.length;
for(let i0=0; i0<len0; i0++){
let data2 = data1[i0];
const _errs5 = errors;
if(typeof data2 !== "string"){
validate43.errors = [{instancePath:instancePath+"/usage/" + i0,keyword:"type",message:"must be string"}];
return false;
}
if(!(((data2 === "master") || (data2 === "self_signing")) || (data2 === "user_signing"))){
validate43.errors = [{instancePath:instancePath+"/usage/" + i0,keyword:"enum",params:{allowedValues: schema22.properties.usage.items.enum},message:"must be equal to one of the allowed values"}];
return false;
}
var valid1 = _errs5 === errors;
if(!valid1){
break;
}
}
}
else {
validate43.errors = [{instancePath:instancePath+"/usage",keyword:"type",message:"must be array"}];
return false;
}
}
var valid0 = _errs3 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.keys !== undefined){
let data3 = data.keys;
const _errs7 = errors;
if(errors === _errs7){
if(data3 && typeof data3 == "object" && !Array.isArray(data3)){
if(Object.keys(data3).length > 1){
validate43.errors = [{instancePath:instancePath+"/keys",keyword:"maxProperties",message:"must NOT have more than 1 properties"}];
return false;
}
else {
if(Object.keys(data3).length < 1){
validate43.errors = [{instancePath:instancePath+"/keys",keyword:"minProperties",message:"must NOT have fewer than 1 properties"}];
return false;
}
else {
for(const key0 in data3){
const _errs10 = errors;
if(typeof data3[key0] !== "string"){
validate43.errors = [{instancePath:instancePath+"/keys/" + key0.replace(/~/g, "~0").replace(/\//g, "~1"),keyword:"type",message:"must be string"}];
return false;
}
var valid2 = _errs10 === errors;
if(!valid2){
break;
}
}
}
}
}
else {
validate43.errors = [{instancePath:instancePath+"/keys",keyword:"type",message:"must be object"}];
return false;
}
}
var valid0 = _errs7 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.signatures !== undefined){
let data5 = data.signatures;
const _errs12 = errors;
if(!(data5 && typeof data5 == "object" && !Array.isArray(data5))){
validate43.errors = [{instancePath:instancePath+"/signatures",keyword:"type",message:"must be object"}];
return false;
}
var valid0 = _errs12 === errors;
}
else {
var valid0 = true;
}
}
}
}
}
}
else {
validate43.errors = [{instancePath,keyword:"type",message:"must be object"}];
return false;
}
}
validate43.errors = vErrors;
return errors === 0;
}

export const validateCrossSigningKeyUpload: ValidateFunction = validate44;

function validate44(data, {instancePath=""}={}){
let vErrors = null;
let errors = 0;
if(errors === 0){
if(data && typeof data == "object" && !Array.isArray(data)){
if(data.master_key !== undefined){
const _errs1 = errors;
if(!(validate43(data.master_key, {instancePath:instancePath+"/master_key"}))){
vErrors = vErrors === null ? validate43.errors : vErrors.concat(validate43.errors);
errors = vErrors.length;
}
var valid0 = _errs1 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.self_signing_key !== undefined){
const _errs2 = errors;
if(!(validate43(data.self_signing_key, {instancePath:instancePath+"/self_signing_key"}))){
vErrors = vErrors === null ? validate43.errors : vErrors.concat(validate43.errors);
errors = vErrors.length;
}
var valid0 = _errs2 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.user_signing_key !== undefined){
const _errs3 = errors;
if(!(validate43(data.user_signing_key, {instancePath:instancePath+"/user_signing_key"}))){
vErrors = vErrors === null ? validate43.errors : vErrors.concat(validate43.errors);
errors = vErrors.length;
}
var valid0 = _errs3 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.auth !== undefined){
const _errs4 = errors;
if(!(validate25(data.auth, {instancePath:instancePath+"/auth"}))){
vErrors = vErrors === null ? validate25.errors : vErrors.concat(validate25.errors);
errors = vErrors.length;
}
var valid0 = _errs4 === errors;
}
else {
var valid0 = true;
}
}
}
}
}
else {
validate44.errors = [{instancePath,keyword:"type",message:"must be object"}];
return false;
}
}
validate44.errors = vErrors;
return errors === 0;
}

export const validateCrossSigningKeysByUser: ValidateFunction = validate49;

function validate49(data, {instancePath=""}={}){
let vErrors = null;
let errors = 0;
if(errors === 0){
if(data && typeof data == "object" && !Array.isArray(data)){
for(const key0 in data){
if(key0.charCodeAt(0) === 64){
const _errs1 = errors;
if(!(validate43(data[key0], {instancePath:instancePath+"/" + key0.replace(/~/g, "~0").replace(/\//g, "~1")}))){
vErrors = vErrors === null ? validate43.errors : vErrors.concat(validate43.errors);
errors = vErrors.length;
}
var valid1 = _errs1 === errors;
if(!valid1){
break;
}
}
}
}
else {
validate49.errors = [{instancePath,keyword:"type",message:"must be object"}];
return false;
}
}
validate49.errors = vErrors;
return errors === 0;
}

export const validateDevice: ValidateFunction = validate51;

function validate51(data, {instancePath=""}={}){
let vErrors = null;
let errors = 0;
if(errors === 0){
if(data && typeof data == "object" && !Array.isArray(data)){
let missing0;
if((data.device_id === undefined) && (missing0 = "device_id")){
validate51.errors = [{instancePath,keyword:"required",message:"must have required property '"+missing0+"'"}];
return false;
}
else {
if(data.device_id !== undefined){
const _errs1 = errors;
if(typeof data.device_id !== "string"){
validate51.errors = [{instancePath:instancePath+"/device_id",keyword:"type",message:"must be string"}];
return false;
}
var valid0 = _errs1 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.display_name !== undefined){
const _errs3 = errors;
if(typeof data.display_name !== "string"){
validate51.errors = [{instancePath:instancePath+"/display_name",keyword:"type",message:"must be string"}];
return false;
}
var valid0 = _errs3 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.last_seen_ip !== undefined){
const _errs5 = errors;
if(typeof data.last_seen_ip !== "string"){
validate51.errors = [{instancePath:instancePath+"/last_seen_ip",keyword:"type",message:"must be string"}];
return false;
}
var valid0 = _errs5 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.last_seen_ts !== undefined){
let data3 = data.last_seen_ts;
const _errs7 = errors;
if(!(((typeof data3 == "number") && (!(data3 % 1) && !isNaN(data3))) && (isFinite(data3)))){
validate51.errors = [{instancePath:instancePath+"/last_seen_ts",keyword:"type",message:"must be integer"}];
return false;
}
var valid0 = _errs7 === errors;
}
else {
var valid0 = true;
}
}
}
}
}
}
else {
validate51.errors = [{instancePath,keyword:"type",message:"must be object"}];
return false;
}
}
validate51.errors = vErrors;
return errors === 0;
}

export const validateDeviceDeletion: ValidateFunction = validate52;

function validate52(data, {instancePath=""}={}){
let vErrors = null;
let errors = 0;
if(errors === 0){
if(data && typeof data == "object" && !Array.isArray(data)){
if(data.auth !== undefined){
if(!(validate25(data.auth, {instancePath:instancePath+"/auth"}))){
vErrors = vErrors === null ? validate25.errors : vErrors.concat(validate25.errors);
errors = vErrors.length;
}
}
}
else {
validate52.errors = [{instancePath,keyword:"type",message:"must be object"}];
return false;
}
}
validate52.errors = vErrors;
return errors === 0;
}

export const validateDeviceKeys: ValidateFunction = validate54;

function validate55(data, {instancePath=""}={}){
let vErrors = null;
let errors = 0;
if(errors === 0){
if(data && typeof data == "object" && !Array.isArray(data)){
for(const key0 in data){
if(key0.charCodeAt(0) === 64){
let data0 = data[key0];
const _errs1 = errors;
if(errors === _errs1){
if(data0 && typeof data0 == "object" && !Array.isArray(data0)){
for(const key1 in data0){
const _errs4 = errors;
if(typeof data0[key1] !== "string"){
validate55.errors = [{instancePath:instancePath+"/" + key0.replace(/~/g, "~0").replace(/\//g, "~1")+"/" + key1.replace(/~/g, "~0").replace(/\//g, "~1"),keyword:"type",message:"must be string"}];
return false;
}
var valid2 = _errs4 === errors;
if(!valid2){
break;
}
}
}
else {
validate55.errors = [{instancePath:instancePath+"/" + key0.replace(/~/g, "~0").replace(/\//g, "~1"),keyword:"type",message:"must be object"}];
return false;
}
}
var valid1 = _errs1 === errors;
if(!valid1){
break;
}
}
}
}
else {
validate55.errors = [{instancePath,keyword:"type",message:"must be object"}];
return false;
}
}
validate55.errors = vErrors;
return errors === 0;
}


function validate54(data, {instancePath=""}={}){
let vErrors = null;
let errors = 0;
if(errors === 0){
if(data && typeof data == "object" && !Array.isArray(data)){
let missing0;
if((((((data.user_id === undefined) && (missing0 = "user_id")) || ((data.device_id === undefined) && (missing0 = "device_id"))) || ((data.algorithms === undefined) && (missing0 = "algorithms"))) || ((data.keys === undefined) && (missing0 = "keys"))) || ((data.signatures === undefined) && (missing0 = "signatures"))){
validate54.errors = [{instancePath,keyword:"required",message:"must have required property '"+missing0+"'"}];
return false;
}
else {
if(data.user_id !== undefined){
let data0 = data.user_id;
const _errs1 = errors;
if(errors === _errs1){
if(typeof data0 === "string"){
if(!pattern2.test(data0)){
validate54.errors = [{instancePath:instancePath+"/user_id",keyword:"pattern",message:"must match pattern \""+"^@"+"\""}];
return false;
}
}
else {
validate54.errors = [{instancePath:instancePath+"/user_id",keyword:"type",message:"must be string"}];
return false;
}
}
var valid0 = _errs1 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.device_id !== undefined){
const _errs3 = errors;
if(typeof data.device_id !== "string"){
validate54.errors = [{instancePath:instancePath+"/device_id",keyword:"type",message:"must be string"}];
return false;
}
var valid0 = _errs3 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.algorithms !== undefined){
let data2 = data.algorithms;
const _errs5 = errors;
if(errors === _errs5){
if(Array.isArray(data2)){
var valid1 = true;
const len0 = data2.length;
for(let i0=0; i0<len0; i0++){
const _errs7 = errors;
if(typeof data2[i0] !== "string"){
validate54.errors = [{instancePath:instancePath+"/algorithms/" + i0,keyword:"type",message:"must be string"}];
return false;
}
var valid1 = _errs7 === errors;
if(!valid1){
break;
}
}
}
else {
validate54.errors = [{instancePath:instancePath+"/algorithms",keyword:"type",message:"must be array"}];
return false;
}
}
var valid0 = _errs5 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.keys !== undefined){
let data4 = data.keys;
const _errs9 = errors;
if(errors === _errs9){
if(data4 && typeof data4 == "object" && !Array.isArray(data4)){
for(const key0 in data4){
const _errs12 = errors;
if(typeof data4[key0] !== "string"){
validate54.errors = [{instancePath:instancePath+"/keys/" + key0.replace(/~/g, "~0").replace(/\//g, "~1"),keyword:"type",message:"must be string"}];
return false;
}
var valid2 = _errs12 === errors;
if(!valid2){
break;
}
}
}
else {
validate54.errors = [{instancePath:instancePath+"/keys",keyword:"type",message:"must be object"}];
return false;
}
}
var valid0 = _errs9 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.signatures !== undefined){
const _errs14 = errors;
if(!(validate55(data.signatures, {instancePath:instancePath+"/signatures"}))){
vErrors = vErrors === null ? validate55.errors : vErrors.concat(validate55.errors);
errors = vErrors.length;
}
var valid0 = _errs14 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.unsigned !== undefined){
let data7 = data.unsigned;
const _errs15 = errors;
if(errors === _errs15){
if(data7 && typeof data7 == "object" && !Array.isArray(data7)){
if(data7.device_display_name !== undefined){
if(typeof data7.device_display_name !== "string"){
validate54.errors = [{instancePath:instancePath+"/unsigned/device_display_name",keyword:"type",message:"must be string"}];
return false;
}
}
}
else {
validate54.errors = [{instancePath:instancePath+"/unsigned",keyword:"type",message:"must be object"}];
return false;
}
}
var valid0 = _errs15 === errors;
}
else {
var valid0 = true;
}
}
}
}
}
}
}
}
else {
validate54.errors = [{instancePath,keyword:"type",message:"must be object"}];
return false;
}
}
validate54.errors = vErrors;
return errors === 0;
}

export const validateDeviceKeysByUser: ValidateFunction = validate57;

function validate57(data, {instancePath=""}={}){
let vErrors = null;
let errors = 0;
if(errors === 0){
if(data && typeof data == "object" && !Array.isArray(data)){
for(const key0 in data){
if(key0.charCodeAt(0) === 64){
let data0 = data[key0];
const _errs1 = errors;
if(errors === _errs1){
if(data0 && typeof data0 == "object" && !Array.isArray(data0)){
for(const key1 in data0){
const _errs4 = errors;
if(!(validate54(data0[key1], {instancePath:instancePath+"/" + key0.replace(/~/g, "~0").replace(/\//g, "~1")+"/" + key1.replace(/~/g, "~0").replace(/\//g, "~1")}))){
vErrors = vErrors === null ? validate54.errors : vErrors.concat(validate54.errors);
errors = vErrors.length;
}
var valid2 = _errs4 === errors;
if(!valid2){
break;
}
}
}
else {
validate57.errors = [{instancePath:instancePath+"/" + key0.replace(/~/g, "~0").replace(/\//g, "~1"),keyword:"type",message:"must be object"}];
return false;
}
}
var valid1 = _errs1 === errors;
if(!valid1){
break;
}
}
}
}
else {
validate57.errors = [{instancePath,keyword:"type",message:"must be object"}];
return false;
}
}
validate57.errors = vErrors;
return errors === 0;
}

export const validateDeviceLists: ValidateFunction = validate59;

function validate59(data, {instancePath=""}={}){
let vErrors = null;
let errors = 0;
if(errors === 0){
if(data && typeof data == "object" && !Array.isArray(data)){
if(data.changed !== undefined){
let data0 = data.changed;
const _errs1 = errors;
if(errors === _errs1){
if(Array.isArray(data0)){
var valid1 = true;
const len0 = data0.length;
for(let i0=0; i0<len0; i0++){
const _errs3 = errors;
if(typeof data0[i0] !== "string"){
validate59.errors = [{instancePath:instancePath+"/changed/" + i0,keyword:"type",message:"must be string"}];
return false;
}
var valid1 = _errs3 === errors;
if(!valid1){
break;
}
}
}
else {
validate59.errors = [{instancePath:instancePath+"/changed",keyword:"type",message:"must be array"}];
return false;
}
}
var valid0 = _errs1 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.left !== undefined){
let data2 = data.left;
const _errs5 = errors;
if(errors === _errs5){
if(Array.isArray(data2)){
var valid2 = true;
const len1 = data2.length;
for(let i1=0; i1<len1; i1++){
const _errs7 = errors;
if(typeof data2[i1] !== "string"){
validate59.errors = [{instancePath:instancePath+"/left/" + i1,keyword:"type",message:"must be string"}];
return false;
}
var valid2 = _errs7 === errors;
if(!valid2){
break;
}
}
}
else {
validate59.errors = [{instancePath:instancePath+"/left",keyword:"type",message:"must be array"}];
return false;
}
}
var valid0 = _errs5 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.removed !== undefined){
let data4 = data.removed;
const _errs9 = errors;
if(errors === _errs9){
if(Array.isArray(data4)){
var valid3 = true;
const len2 = data4.length;
for(let i2=0; i2<len2; i2++){
const _errs11 = errors;
if(typeof data4[i2] !== "string"){
validate59.errors = [{instancePath:instancePath+"/removed/" + i2,keyword:"type",message:"must be string"}];
return false;
}
var valid3 = _errs11 === errors;
if(!valid3){
break;
}
}
}
else {
validate59.errors = [{instancePath:instancePath+"/removed",keyword:"type",message:"must be array"}];
return false;
}
}
var valid0 = _errs9 === errors;
}
else {
var valid0 = true;
}
}
}
}
else {
validate59.errors = [{instancePath,keyword:"type",message:"must be object"}];
return false;
}
}
validate59.errors = vErrors;
return errors === 0;
}

export const validateDeviceOneTimeKeysCount: ValidateFunction = validate60;

function validate60(data, {instancePath=""}={}){
let vErrors = null;
let errors = 0;
if(errors === 0){
if(data && typeof data == "object" && !Array.isArray(data)){
for(const key0 in data){
if(key0.charCodeAt(0) === 64){
let data0 = data[key0];
const _errs1 = errors;
if(errors === _errs1){
if(data0 && typeof data0 == "object" && !Array.isArray(data0)){
for(const key1 in data0){
let data1 = data0[key1];
const _errs4 = errors;
if((!(data1 && typeof data1 == "object" && !Array.isArray(data1))) && (!(((typeof data1 == "number") && (!(data1 % 1) && !isNaN(data1))) && (isFinite(data1))))){
validate60.errors = [{instancePath:instancePath+"/" + key0.replace(/~/g, "~0").replace(/\//g, "~1")+"/" + key1.replace(/~/g, "~0").replace(/\//g, "~1"),keyword:"type",message:"must be object,integer"}];
return false;
}
if(errors === _errs4){
if(data1 && typeof data1 == "object" && !Array.isArray(data1)){
for(const key2 in data1){
let data2 = data1[key2];
const _errs7 = errors;
if(!(((typeof data2 == "number") && (!(data2 % 1) && !isNaN(data2))) && (isFinite(data2)))){
validate60.errors = [{instancePath:instancePath+"/" + key0.replace(/~/g, "~0").replace(/\//g, "~1")+"/" + key1.replace(/~/g, "~0").replace(/\//g, "~1")+"/" + key2.replace(/~/g, "~0").replace(/\//g, "~1"),keyword:"type",message:"must be integer"}];
return false;
}
var valid3 = _errs7 === errors;
if(!valid3){
break;
}
}
}
}
var valid2 = _errs4 === errors;
if(!valid2){
break;
}
}
}
else {
validate60.errors = [{instancePath:instancePath+"/" + key0.replace(/~/g, "~0").replace(/\//g, "~1"),keyword:"type",message:"must be object"}];
return false;
}
}
var valid1 = _errs1 === errors;
if(!valid1){
break;
}
}
}
}
else {
validate60.errors = [{instancePath,keyword:"type",message:"must be object"}];
return false;
}
}
validate60.errors = vErrors;
return errors === 0;
}

export const validateDeviceUnusedFallbackKeyTypes: ValidateFunction = validate61;

function validate61(data, {instancePath=""}={}){
let vErrors = null;
let errors = 0;
if(errors === 0){
if(data && typeof data == "object" && !Array.isArray(data)){
for(const key0 in data){
if(key0.charCodeAt(0) === 64){
let data0 = data[key0];
const _errs1 = errors;
if(errors === _errs1){
if(data0 && typeof data0 == "object" && !Array.isArray(data0)){
for(const key1 in data0){
let data1 = data0[key1];
const _errs4 = errors;
if(errors === _errs4){
if(Array.isArray(data1)){
var valid3 = true;
const len0 = data1.length;
for(let i0=0; i0<len0; i0++){
const _errs6 = errors;
if(typeof data1[i0] !== "string"){
validate61.errors = [{instancePath:instancePath+"/" + key0.replace(/~/g, "~0").replace(/\//g, "~1")+"/" + key1.replace(/~/g, "~0").replace(/\//g, "~1")+"/" + i0,keyword:"type",message:"must be string"}];
return false;
}
var valid3 = _errs6 === errors;
if(!valid3){
break;
}
}
}
else {
validate61.errors = [{instancePath:instancePath+"/" + key0.replace(/~/g, "~0").replace(/\//g, "~1")+"/" + key1.replace(/~/g, "~0").replace(/\//g, "~1"),keyword:"type",message:"must be array"}];
return false;
}
}
var valid2 = _errs4 === errors;
if(!valid2){
break;
}
}
}
else {
validate61.errors = [{instancePath:instancePath+"/" + key0.replace(/~/g, "~0").replace(/\//g, "~1"),keyword:"type",message:"must be object"}];
return false;
}
}
var valid1 = _errs1 === errors;
if(!valid1){
break;
}
}
}
}
else {
validate61.errors = [{instancePath,keyword:"type",message:"must be object"}];
return false;
}
}
validate61.errors = vErrors;
return errors === 0;
}

export const validateDeviceUpdate: ValidateFunction = validate62;

function validate62(data, {instancePath=""}={}){
let vErrors = null;
let errors = 0;
if(errors === 0){
if(data && typeof data == "object" && !Array.isArray(data)){
if(data.display_name !== undefined){
if(typeof data.display_name !== "string"){
validate62.errors = [{instancePath:instancePath+"/display_name",keyword:"type",message:"must be string"}];
return false;
}
}
}
else {
validate62.errors = [{instancePath,keyword:"type",message:"must be object"}];
return false;
}
}
validate62.errors = vErrors;
return errors === 0;
}

export const validateEmptyObject: ValidateFunction = validate63;

function validate63(data, {instancePath=""}={}){
let vErrors = null;
let errors = 0;
if(!(data && typeof data == "object" && !Array.isArray(data))){
validate63.errors = [{instancePath,keyword:"type",message:"must be object"}];
return false;
}
validate63.errors = vErrors;
return errors === 0;
}

export const validateEphemeralEvent: ValidateFunction = validate64;

function validate64(data, {instancePath=""}={}){
let vErrors = null;
let errors = 0;
if(errors === 0){
if(data && typeof data == "object" && !Array.isArray(data)){
let missing0;
if((data.content === undefined) && (missing0 = "content")){
validate64.errors = [{instancePath,keyword:"required",message:"must have required property '"+missing0+"'"}];
return false;
}
else {
if(data.type !== undefined){
const _errs1 = errors;
if(typeof data.type !== "string"){
validate64.errors = [{instancePath:instancePath+"/type",keyword:"type",message:"must be string"}];
return false;
}
var valid0 = _errs1 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.room_id !== undefined){
const _errs3 = errors;
if(typeof data.room_id !== "string"){
validate64.errors = [{instancePath:instancePath+"/room_id",keyword:"type",message:"must be string"}];
return false;
}
var valid0 = _errs3 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.sender !== undefined){
const _errs5 = errors;
if(typeof data.sender !== "string"){
validate64.errors = [{instancePath:instancePath+"/sender",keyword:"type",message:"must be string"}];
return false;
}
var valid0 = _errs5 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.content !== undefined){
let data3 = data.content;
const _errs7 = errors;
if(!(data3 && typeof data3 == "object" && !Array.isArray(data3))){
validate64.errors = [{instancePath:instancePath+"/content",keyword:"type",message:"must be object"}];
return false;
}
var valid0 = _errs7 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.edu_type !== undefined){
const _errs9 = errors;
if(typeof data.edu_type !== "string"){
validate64.errors = [{instancePath:instancePath+"/edu_type",keyword:"type",message:"must be string"}];
return false;
}
var valid0 = _errs9 === errors;
}
else {
var valid0 = true;
}
}
}
}
}
}
}
else {
validate64.errors = [{instancePath,keyword:"type",message:"must be object"}];
return false;
}
}
validate64.errors = vErrors;
return errors === 0;
}

export const validateFederationKeyClaim: ValidateFunction = validate65;

function validate65(data, {instancePath=""}={}){
let vErrors = null;
let errors = 0;
if(errors === 0){
if(data && typeof data == "object" && !Array.isArray(data)){
let missing0;
if((data.one_time_keys === undefined) && (missing0 = "one_time_keys")){
validate65.errors = [{instancePath,keyword:"required",message:"must have required property '"+missing0+"'"}];
return false;
}
else {
if(data.one_time_keys !== undefined){
if(!(validate28(data.one_time_keys, {instancePath:instancePath+"/one_time_keys"}))){
vErrors = vErrors === null ? validate28.errors : vErrors.concat(validate28.errors);
errors = vErrors.length;
}
}
}
}
else {
validate65.errors = [{instancePath,keyword:"type",message:"must be object"}];
return false;
}
}
validate65.errors = vErrors;
return errors === 0;
}

export const validateFederationKeyClaimResponse: ValidateFunction = validate67;

function validate67(data, {instancePath=""}={}){
let vErrors = null;
let errors = 0;
if(errors === 0){
if(data && typeof data == "object" && !Array.isArray(data)){
let missing0;
if((data.one_time_keys === undefined) && (missing0 = "one_time_keys")){
validate67.errors = [{instancePath,keyword:"required",message:"must have required property '"+missing0+"'"}];
return false;
}
else {
if(data.one_time_keys !== undefined){
if(!(validate31(data.one_time_keys, {instancePath:instancePath+"/one_time_keys"}))){
vErrors = vErrors === null ? validate31.errors : vErrors.concat(validate31.errors);
errors = vErrors.length;
}
}
}
}
else {
validate67.errors = [{instancePath,keyword:"type",message:"must be object"}];
return false;
}
}
validate67.errors = vErrors;
return errors === 0;
}

export const validateFederationKeyQuery: ValidateFunction = validate69;

function validate69(data, {instancePath=""}={}){
let vErrors = null;
let errors = 0;
if(errors === 0){
if(data && typeof data == "object" && !Array.isArray(data)){
let missing0;
if((data.device_keys === undefined) && (missing0 = "device_keys")){
validate69.errors = [{instancePath,keyword:"required",message:"must have required property '"+missing0+"'"}];
return false;
}
else {
if(data.device_keys !== undefined){
if(!(validate38(data.device_keys, {instancePath:instancePath+"/device_keys"}))){
vErrors = vErrors === null ? validate38.errors : vErrors.concat(validate38.errors);
errors = vErrors.length;
}
}
}
}
else {
validate69.errors = [{instancePath,keyword:"type",message:"must be object"}];
return false;
}
}
validate69.errors = vErrors;
return errors === 0;
}

export const validateFederationKeyQueryResponse: ValidateFunction = validate71;

function validate71(data, {instancePath=""}={}){
let vErrors = null;
let errors = 0;
if(errors === 0){
if(data && typeof data == "object" && !Array.isArray(data)){
let missing0;
if((data.device_keys === undefined) && (missing0 = "device_keys")){
validate71.errors = [{instancePath,keyword:"required",message:"must have required property '"+missing0+"'"}];
return false;
}
else {
if(data.device_keys !== undefined){
const _errs1 = errors;
if(!(validate57(data.device_keys, {instancePath:instancePath+"/device_keys"}))){
vErrors = vErrors === null ? validate57.errors : vErrors.concat(validate57.errors);
errors = vErrors.length;
}
var valid0 = _errs1 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.master_keys !== undefined){
const _errs2 = errors;
if(!(validate49(data.master_keys, {instancePath:instancePath+"/master_keys"}))){
vErrors = vErrors === null ? validate49.errors : vErrors.concat(validate49.errors);
errors = vErrors.length;
}
var valid0 = _errs2 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.self_signing_keys !== undefined){
const _errs3 = errors;
if(!(validate49(data.self_signing_keys, {instancePath:instancePath+"/self_signing_keys"}))){
vErrors = vErrors === null ? validate49.errors : vErrors.concat(validate49.errors);
errors = vErrors.length;
}
var valid0 = _errs3 === errors;
}
else {
var valid0 = true;
}
}
}
}
}
else {
validate71.errors = [{instancePath,keyword:"type",message:"must be object"}];
return false;
}
}
validate71.errors = vErrors;
return errors === 0;
}

export const validateFederationSeveralKeysClaim: ValidateFunction = validate75;

function validate75(data, {instancePath=""}={}){
let vErrors = null;
let errors = 0;
if(errors === 0){
if(data && typeof data == "object" && !Array.isArray(data)){
let missing0;
if((data.one_time_keys === undefined) && (missing0 = "one_time_keys")){
validate75.errors = [{instancePath,keyword:"required",message:"must have required property '"+missing0+"'"}];
return false;
}
else {
if(data.one_time_keys !== undefined){
if(!(validate41(data.one_time_keys, {instancePath:instancePath+"/one_time_keys"}))){
vErrors = vErrors === null ? validate41.errors : vErrors.concat(validate41.errors);
errors = vErrors.length;
}
}
}
}
else {
validate75.errors = [{instancePath,keyword:"type",message:"must be object"}];
return false;
}
}
validate75.errors = vErrors;
return errors === 0;
}

export const validateKeyClaim: ValidateFunction = validate77;

function validate77(data, {instancePath=""}={}){
let vErrors = null;
let errors = 0;
if(errors === 0){
if(data && typeof data == "object" && !Array.isArray(data)){
for(const key0 in data){
if(key0.charCodeAt(0) === 64){
let data0 = data[key0];
const _errs1 = errors;
if(errors === _errs1){
if(data0 && typeof data0 == "object" && !Array.isArray(data0)){
for(const key1 in data0){
let data1 = data0[key1];
const _errs4 = errors;
if(errors === _errs4){
if(Array.isArray(data1)){
var valid3 = true;
const len0 = data1.length;
for(let i0=0; i0<len0; i0++){
const _errs6 = errors;
if(typeof data1[i0] !== "string"){
validate77.errors = [{instancePath:instancePath+"/" + key0.replace(/~/g, "~0").replace(/\//g, "~1")+"/" + key1.replace(/~/g, "~0").replace(/\//g, "~1")+"/" + i0,keyword:"type",message:"must be string"}];
return false;
}
var valid3 = _errs6 === errors;
if(!valid3){
break;
}
}
}
else {
validate77.errors = [{instancePath:instancePath+"/" + key0.replace(/~/g, "~0").replace(/\//g, "~1")+"/" + key1.replace(/~/g, "~0").replace(/\//g, "~1"),keyword:"type",message:"must be array"}];
return false;
}
}
var valid2 = _errs4 === errors;
if(!valid2){
break;
}
}
}
else {
validate77.errors = [{instancePath:instancePath+"/" + key0.replace(/~/g, "~0").replace(/\//g, "~1"),keyword:"type",message:"must be object"}];
return false;
}
}
var valid1 = _errs1 === errors;
if(!valid1){
break;
}
}
}
}
else {
validate77.errors = [{instancePath,keyword:"type",message:"must be object"}];
return false;
}
}
validate77.errors = vErrors;
return errors === 0;
}

export const validateKeyClaimResponse: ValidateFunction = validate78;

function validate78(data, {instancePath=""}={}){
let vErrors = null;
let errors = 0;
if(errors === 0){
if(data && typeof data == "object" && !Array.isArray(data)){
for(const key0 in data){
if(key0.charCodeAt(0) === 64){
let data0 = data[key0];
const _errs1 = errors;
if(errors === _errs1){
if(data0 && typeof data0 == "object" && !Array.isArray(data0)){
for(const key1 in data0){
const _errs4 = errors;
if(!(validate32(data0[key1], {instancePath:instancePath+"/" + key0.replace(/~/g, "~0").replace(/\//g, "~1")+"/" + key1.replace(/~/g, "~0").replace(/\//g, "~1")}))){
vErrors = vErrors === null ? validate32.errors : vErrors.concat(validate32.errors);
errors = vErrors.length;
}
var valid2 = _errs4 === errors;
if(!valid2){
break;
}
}
}
else {
validate78.errors = [{instancePath:instancePath+"/" + key0.replace(/~/g, "~0").replace(/\//g, "~1"),keyword:"type",message:"must be object"}];
return false;
}
}
var valid1 = _errs1 === errors;
if(!valid1){
break;
}
}
}
}
else {
validate78.errors = [{instancePath,keyword:"type",message:"must be object"}];
return false;
}
}
validate78.errors = vErrors;
return errors === 0;
}

export const validateKeyObject: ValidateFunction = validate80;

function validate80(data, {instancePath=""}={}){
let vErrors = null;
let errors = 0;
if(errors === 0){
if(data && typeof data == "object" && !Array.isArray(data)){
let missing0;
if(((data.key === undefined) && (missing0 = "key")) || ((data.signatures === undefined) && (missing0 = "signatures"))){
validate80.errors = [{instancePath,keyword:"required",message:"must have required property '"+missing0+"'"}];
return false;
}
else {
if(data.key !== undefined){
const _errs1 = errors;
if(typeof data.key !== "string"){
validate80.errors = [{instancePath:instancePath+"/key",keyword:"type",message:"must be string"}];
return false;
}
var valid0 = _errs1 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.fallback !== undefined){
const _errs3 = errors;
if(typeof data.fallback !== "boolean"){
validate80.errors = [{instancePath:instancePath+"/fallback",keyword:"type",message:"must be boolean"}];
return false;
}
var valid0 = _errs3 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.signatures !== undefined){
let data2 = data.signatures;
const _errs5 = errors;
if(errors === _errs5){
if(data2 && typeof data2 == "object" && !Array.isArray(data2)){
for(const key0 in data2){
if(key0.charCodeAt(0) === 64){
let data3 = data2[key0];
const _errs7 = errors;
if(!(data3 && typeof data3 == "object" && !Array.isArray(data3))){
validate80.errors = [{instancePath:instancePath+"/signatures/" + key0.replace(/~/g, "~0").replace(/\//g, "~1"),keyword:"type",message:"must be object"}];
return false;
}
var valid2 = _errs7 === errors;
if(!valid2){
break;
}
}
}
}
else {
validate80.errors = [{instancePath:instancePath+"/signatures",keyword:"type",message:"must be object"}];
return false;
}
}
var valid0 = _errs5 === errors;
}
else {
var valid0 = true;
}
}
}
}
}
else {
validate80.errors = [{instancePath,keyword:"type",message:"must be object"}];
return false;
}
}
validate80.errors = vErrors;
return errors === 0;
}

export const validateKeyQuery: ValidateFunction = validate81;

function validate81(data, {instancePath=""}={}){
let vErrors = null;
let errors = 0;
if(errors === 0){
if(data && typeof data == "object" && !Array.isArray(data)){
for(const key0 in data){
if(key0.charCodeAt(0) === 64){
let data0 = data[key0];
const _errs1 = errors;
if(errors === _errs1){
if(Array.isArray(data0)){
var valid2 = true;
const len0 = data0.length;
for(let i0=0; i0<len0; i0++){
const _errs3 = errors;
if(typeof data0[i0] !== "string"){
validate81.errors = [{instancePath:instancePath+"/" + key0.replace(/~/g, "~0").replace(/\//g, "~1")+"/" + i0,keyword:"type",message:"must be string"}];
return false;
}
var valid2 = _errs3 === errors;
if(!valid2){
break;
}
}
}
else {
validate81.errors = [{instancePath:instancePath+"/" + key0.replace(/~/g, "~0").replace(/\//g, "~1"),keyword:"type",message:"must be array"}];
return false;
}
}
var valid1 = _errs1 === errors;
if(!valid1){
break;
}
}
}
}
else {
validate81.errors = [{instancePath,keyword:"type",message:"must be object"}];
return false;
}
}
validate81.errors = vErrors;
return errors === 0;
}

export const validateKeyQueryResponse: ValidateFunction = validate82;

function validate82(data, {instancePath=""}={}){
let vErrors = null;
let errors = 0;
if(errors === 0){
if(data && typeof data == "object" && !Array.isArray(data)){
if(data.device_keys !== undefined){
const _errs1 = errors;
if(!(validate57(data.device_keys, {instancePath:instancePath+"/device_keys"}))){
vErrors = vErrors === null ? validate57.errors : vErrors.concat(validate57.errors);
errors = vErrors.length;
}
var valid0 = _errs1 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.master_keys !== undefined){
const _errs2 = errors;
if(!(validate49(data.master_keys, {instancePath:instancePath+"/master_keys"}))){
vErrors = vErrors === null ? validate49.errors : vErrors.concat(validate49.errors);
errors = vErrors.length;
}
var valid0 = _errs2 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.self_signing_keys !== undefined){
const _errs3 = errors;
if(!(validate49(data.self_signing_keys, {instancePath:instancePath+"/self_signing_keys"}))){
vErrors = vErrors === null ? validate49.errors : vErrors.concat(validate49.errors);
errors = vErrors.length;
}
var valid0 = _errs3 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.user_signing_keys !== undefined){
const _errs4 = errors;
if(!(validate49(data.user_signing_keys, {instancePath:instancePath+"/user_signing_keys"}))){
vErrors = vErrors === null ? validate49.errors : vErrors.concat(validate49.errors);
errors = vErrors.length;
}
var valid0 = _errs4 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.failures !== undefined){
let data4 = data.failures;
const _errs5 = errors;
if(errors === _errs5){
if(data4 && typeof data4 == "object" && !Array.isArray(data4)){
for(const key0 in data4){
let data5 = data4[key0];
const _errs8 = errors;
if(!(data5 && typeof data5 == "object" && !Array.isArray(data5))){
validate82.errors = [{instancePath:instancePath+"/failures/" + key0.replace(/~/g, "~0").replace(/\//g, "~1"),keyword:"type",message:"must be object"}];
return false;
}
var valid1 = _errs8 === errors;
if(!valid1){
break;
}
}
}
else {
validate82.errors = [{instancePath:instancePath+"/failures",keyword:"type",message:"must be object"}];
return false;
}
}
var valid0 = _errs5 === errors;
}
else {
var valid0 = true;
}
}
}
}
}
}
else {
validate82.errors = [{instancePath,keyword:"type",message:"must be object"}];
return false;
}
}
validate82.errors = vErrors;
return errors === 0;
}

export const validateKeyUpload: ValidateFunction = validate87;

function validate87(data, {instancePath=""}={}){
let vErrors = null;
let errors = 0;
if(errors === 0){
if(data && typeof data == "object" && !Array.isArray(data)){
if(data.device_keys !== undefined){
const _errs1 = errors;
if(!(validate54(data.device_keys, {instancePath:instancePath+"/device_keys"}))){
vErrors = vErrors === null ? validate54.errors : vErrors.concat(validate54.errors);
errors = vErrors.length;
}
var valid0 = _errs1 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.one_time_keys !== undefined){
const _errs2 = errors;
if(!(validate32(data.one_time_keys, {instancePath:instancePath+"/one_time_keys"}))){
vErrors = vErrors === null ? validate32.errors : vErrors.concat(validate32.errors);
errors = vErrors.length;
}
var valid0 = _errs2 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.fallback_keys !== undefined){
const _errs3 = errors;
if(!(validate32(data.fallback_keys, {instancePath:instancePath+"/fallback_keys"}))){
vErrors = vErrors === null ? validate32.errors : vErrors.concat(validate32.errors);
errors = vErrors.length;
}
var valid0 = _errs3 === errors;
}
else {
var valid0 = true;
}
}
}
}
else {
validate87.errors = [{instancePath,keyword:"type",message:"must be object"}];
return false;
}
}
validate87.errors = vErrors;
return errors === 0;
}

export const validateKeyUploadResponse: ValidateFunction = validate91;

function validate91(data, {instancePath=""}={}){
let vErrors = null;
let errors = 0;
if(errors === 0){
if(data && typeof data == "object" && !Array.isArray(data)){
let missing0;
if((data.one_time_key_counts === undefined) && (missing0 = "one_time_key_counts")){
validate91.errors = [{instancePath,keyword:"required",message:"must have required property '"+missing0+"'"}];
return false;
}
else {
if(data.one_time_key_counts !== undefined){
let data0 = data.one_time_key_counts;
const _errs1 = errors;
if(errors === _errs1){
if(data0 && typeof data0 == "object" && !Array.isArray(data0)){
for(const key0 in data0){
let data1 = data0[key0];
const _errs4 = errors;
if(!(((typeof data1 == "number") && (!(data1 % 1) && !isNaN(data1))) && (isFinite(data1)))){
validate91.errors = [{instancePath:instancePath+"/one_time_key_counts/" + key0.replace(/~/g, "~0").replace(/\//g, "~1"),keyword:"type",message:"must be integer"}];
return false;
}
var valid1 = _errs4 === errors;
if(!valid1){
break;
}
}
}
else {
validate91.errors = [{instancePath:instancePath+"/one_time_key_counts",keyword:"type",message:"must be object"}];
return false;
}
}
}
}
}
else {
validate91.errors = [{instancePath,keyword:"type",message:"must be object"}];
return false;
}
}
validate91.errors = vErrors;
return errors === 0;
}

export const validateMatrixError: ValidateFunction = validate92;

function validate92(data, {instancePath=""}={}){
let vErrors = null;
let errors = 0;
if(errors === 0){
if(data && typeof data == "object" && !Array.isArray(data)){
let missing0;
if((data.errcode === undefined) && (missing0 = "errcode")){
validate92.errors = [{instancePath,keyword:"required",message:"must have required property '"+missing0+"'"}];
return false;
}
else {
if(data.errcode !== undefined){
const _errs1 = errors;
if(typeof data.errcode !== "string"){
validate92.errors = [{instancePath:instancePath+"/errcode",keyword:"type",message:"must be string"}];
return false;
}
var valid0 = _errs1 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.error !== undefined){
const _errs3 = errors;
if(typeof data.error !== "string"){
validate92.errors = [{instancePath:instancePath+"/error",keyword:"type",message:"must be string"}];
return false;
}
var valid0 = _errs3 === errors;
}
else {
var valid0 = true;
}
}
}
}
else {
validate92.errors = [{instancePath,keyword:"type",message:"must be object"}];
return false;
}
}
validate92.errors = vErrors;
return errors === 0;
}

export const validateNamespace: ValidateFunction = validate93;

function validate93(data, {instancePath=""}={}){
let vErrors = null;
let errors = 0;
if(errors === 0){
if(data && typeof data == "object" && !Array.isArray(data)){
let missing0;
if(((data.exclusive === undefined) && (missing0 = "exclusive")) || ((data.regex === undefined) && (missing0 = "regex"))){
validate93.errors = [{instancePath,keyword:"required",message:"must have required property '"+missing0+"'"}];
return false;
}
else {
if(data.exclusive !== undefined){
const _errs1 = errors;
if(typeof data.exclusive !== "boolean"){
validate93.errors = [{instancePath:instancePath+"/exclusive",keyword:"type",message:"must be boolean"}];
return false;
}
var valid0 = _errs1 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.regex !== undefined){
const _errs3 = errors;
if(typeof data.regex !== "string"){
validate93.errors = [{instancePath:instancePath+"/regex",keyword:"type",message:"must be string"}];
return false;
}
var valid0 = _errs3 === errors;
}
else {
var valid0 = true;
}
}
}
}
else {
validate93.errors = [{instancePath,keyword:"type",message:"must be object"}];
return false;
}
}
validate93.errors = vErrors;
return errors === 0;
}

export const validateNamespaces: ValidateFunction = validate94;

function validate94(data, {instancePath=""}={}){
let vErrors = null;
let errors = 0;
if(errors === 0){
if(data && typeof data == "object" && !Array.isArray(data)){
if(data.users !== undefined){
let data0 = data.users;
const _errs1 = errors;
if(errors === _errs1){
if(Array.isArray(data0)){
var valid1 = true;
const len0 = data0.length;
for(let i0=0; i0<len0; i0++){
const _errs3 = errors;
if(!(validate93(data0[i0], {instancePath:instancePath+"/users/" + i0}))){
vErrors = vErrors === null ? validate93.errors : vErrors.concat(validate93.errors);
errors = vErrors.length;
}
var valid1 = _errs3 === errors;
if(!valid1){
break;
}
}
}
else {
validate94.errors = [{instancePath:instancePath+"/users",keyword:"type",message:"must be array"}];
return false;
}
}
var valid0 = _errs1 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.rooms !== undefined){
let data2 = data.rooms;
const _errs4 = errors;
if(errors === _errs4){
if(Array.isArray(data2)){
var valid2 = true;
const len1 = data2.length;
for(let i1=0; i1<len1; i1++){
const _errs6 = errors;
if(!(validate93(data2[i1], {instancePath:instancePath+"/rooms/" + i1}))){
vErrors = vErrors === null ? validate93.errors : vErrors.concat(validate93.errors);
errors = vErrors.length;
}
var valid2 = _errs6 === errors;
if(!valid2){
break;
}
}
}
else {
validate94.errors = [{instancePath:instancePath+"/rooms",keyword:"type",message:"must be array"}];
return false;
}
}
var valid0 = _errs4 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.aliases !== undefined){
let data4 = data.aliases;
const _errs7 = errors;
if(errors === _errs7){
if(Array.isArray(data4)){
var valid3 = true;
const len2 = data4.length;
for(let i2=0; i2<len2; i2++){
const _errs9 = errors;
if(!(validate93(data4[i2], {instancePath:instancePath+"/aliases/" + i2}))){
vErrors = vErrors === null ? validate93.errors : vErrors.concat(validate93.errors);
errors = vErrors.length;
}
var valid3 = _errs9 === errors;
if(!valid3){
break;
}
}
}
else {
validate94.errors = [{instancePath:instancePath+"/aliases",keyword:"type",message:"must be array"}];
return false;
}
}
var valid0 = _errs7 === errors;
}
else {
var valid0 = true;
}
}
}
}
else {
validate94.errors = [{instancePath,keyword:"type",message:"must be object"}];
return false;
}
}
validate94.errors = vErrors;
return errors === 0;
}

export const validateOneTimeKey: ValidateFunction = validate98;

function validate98(data, {instancePath=""}={}){
let vErrors = null;
let errors = 0;
if((typeof data !== "string") && (!(data && typeof data == "object" && !Array.isArray(data)))){
validate98.errors = [{instancePath,keyword:"type",message:"must be string,object"}];
return false;
}
if(errors === 0){
if(data && typeof data == "object" && !Array.isArray(data)){
let missing0;
if(((data.key === undefined) && (missing0 = "key")) || ((data.signatures === undefined) && (missing0 = "signatures"))){
validate98.errors = [{instancePath,keyword:"required",message:"must have required property '"+missing0+"'"}];
return false;
}
else {
if(data.key !== undefined){
const _errs1 = errors;
if(typeof data.key !== "string"){
validate98.errors = [{instancePath:instancePath+"/key",keyword:"type",message:"must be string"}];
return false;
}
var valid0 = _errs1 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.fallback !== undefined){
const _errs3 = errors;
if(typeof data.fallback !== "boolean"){
validate98.errors = [{instancePath:instancePath+"/fallback",keyword:"type",message:"must be boolean"}];
return false;
}
var valid0 = _errs3 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.signatures !== undefined){
let data2 = data.signatures;
const _errs5 = errors;
if(errors === _errs5){
if(data2 && typeof data2 == "object" && !Array.isArray(data2)){
for(const key0 in data2){
if(key0.charCodeAt(0) === 64){
let data3 = data2[key0];
const _errs7 = errors;
if(!(data3 && typeof data3 == "object" && !Array.isArray(data3))){
validate98.errors = [{instancePath:instancePath+"/signatures/" + key0.replace(/~/g, "~0").replace(/\//g, "~1"),keyword:"type",message:"must be object"}];
return false;
}
var valid2 = _errs7 === errors;
if(!valid2){
break;
}
}
}
}
else {
validate98.errors = [{instancePath:instancePath+"/signatures",keyword:"type",message:"must be object"}];
return false;
}
}
var valid0 = _errs5 === errors;
}
else {
var valid0 = true;
}
}
}
}
}
}
validate98.errors = vErrors;
return errors === 0;
}

export const validateOneTimeKeys: ValidateFunction = validate99;

function validate99(data, {instancePath=""}={}){
let vErrors = null;
let errors = 0;
if(errors === 0){
if(data && typeof data == "object" && !Array.isArray(data)){
for(const key0 in data){
const _errs2 = errors;
if(!(validate33(data[key0], {instancePath:instancePath+"/" + key0.replace(/~/g, "~0").replace(/\//g, "~1")}))){
vErrors = vErrors === null ? validate33.errors : vErrors.concat(validate33.errors);
errors = vErrors.length;
}
var valid0 = _errs2 === errors;
if(!valid0){
break;
}
}
}
else {
validate99.errors = [{instancePath,keyword:"type",message:"must be object"}];
return false;
}
}
validate99.errors = vErrors;
return errors === 0;
}

export const validatePingRequest: ValidateFunction = validate101;

function validate101(data, {instancePath=""}={}){
let vErrors = null;
let errors = 0;
if(errors === 0){
if(data && typeof data == "object" && !Array.isArray(data)){
if(data.transaction_id !== undefined){
let data0 = data.transaction_id;
if((typeof data0 !== "string") && (data0 !== null)){
validate101.errors = [{instancePath:instancePath+"/transaction_id",keyword:"type",message:"must be string,null"}];
return false;
}
}
}
else {
validate101.errors = [{instancePath,keyword:"type",message:"must be object"}];
return false;
}
}
validate101.errors = vErrors;
return errors === 0;
}

export const validateRateLimitError: ValidateFunction = validate102;

function validate102(data, {instancePath=""}={}){
let vErrors = null;
let errors = 0;
if(errors === 0){
if(data && typeof data == "object" && !Array.isArray(data)){
let missing0;
if((data.errcode === undefined) && (missing0 = "errcode")){
validate102.errors = [{instancePath,keyword:"required",message:"must have required property '"+missing0+"'"}];
return false;
}
else {
if(data.errcode !== undefined){
const _errs1 = errors;
if(typeof data.errcode !== "string"){
validate102.errors = [{instancePath:instancePath+"/errcode",keyword:"type",message:"must be string"}];
return false;
}
var valid0 = _errs1 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.error !== undefined){
const _errs3 = errors;
if(typeof data.error !== "string"){
validate102.errors = [{instancePath:instancePath+"/error",keyword:"type",message:"must be string"}];
return false;
}
var valid0 = _errs3 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.retry_after_ms !== undefined){
let data2 = data.retry_after_ms;
const _errs5 = errors;
if(!(((typeof data2 == "number") && (!(data2 % 1) && !isNaN(data2))) && (isFinite(data2)))){
validate102.errors = [{instancePath:instancePath+"/retry_after_ms",keyword:"type",message:"must be integer"}];
return false;
}
var valid0 = _errs5 === errors;
}
else {
var valid0 = true;
}
}
}
}
}
else {
validate102.errors = [{instancePath,keyword:"type",message:"must be object"}];
return false;
}
}
validate102.errors = vErrors;
return errors === 0;
}

export const validateRegisterRequest: ValidateFunction = validate103;

function validate103(data, {instancePath=""}={}){
let vErrors = null;
let errors = 0;
if(errors === 0){
if(data && typeof data == "object" && !Array.isArray(data)){
if(data.type !== undefined){
const _errs1 = errors;
if(typeof data.type !== "string"){
validate103.errors = [{instancePath:instancePath+"/type",keyword:"type",message:"must be string"}];
return false;
}
var valid0 = _errs1 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.username !== undefined){
const _errs3 = errors;
if(typeof data.username !== "string"){
validate103.errors = [{instancePath:instancePath+"/username",keyword:"type",message:"must be string"}];
return false;
}
var valid0 = _errs3 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.inhibit_login !== undefined){
const _errs5 = errors;
if(typeof data.inhibit_login !== "boolean"){
validate103.errors = [{instancePath:instancePath+"/inhibit_login",keyword:"type",message:"must be boolean"}];
return false;
}
var valid0 = _errs5 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.device_id !== undefined){
const _errs7 = errors;
if(typeof data.device_id !== "string"){
validate103.errors = [{instancePath:instancePath+"/device_id",keyword:"type",message:"must be string"}];
return false;
}
var valid0 = _errs7 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.initial_device_display_name !== undefined){
const _errs9 = errors;
if(typeof data.initial_device_display_name !== "string"){
validate103.errors = [{instancePath:instancePath+"/initial_device_display_name",keyword:"type",message:"must be string"}];
return false;
}
var valid0 = _errs9 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.password !== undefined){
const _errs11 = errors;
if(typeof data.password !== "string"){
validate103.errors = [{instancePath:instancePath+"/password",keyword:"type",message:"must be string"}];
return false;
}
var valid0 = _errs11 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.refresh_token !== undefined){
const _errs13 = errors;
if(typeof data.refresh_token !== "boolean"){
validate103.errors = [{instancePath:instancePath+"/refresh_token",keyword:"type",message:"must be boolean"}];
return false;
}
var valid0 = _errs13 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.auth !== undefined){
const _errs15 = errors;
if(!(validate25(data.auth, {instancePath:instancePath+"/auth"}))){
vErrors = vErrors === null ? validate25.errors : vErrors.concat(validate25.errors);
errors = vErrors.length;
}
var valid0 = _errs15 === errors;
}
else {
var valid0 = true;
}
}
}
}
}
}
}
}
}
else {
validate103.errors = [{instancePath,keyword:"type",message:"must be object"}];
return false;
}
}
validate103.errors = vErrors;
return errors === 0;
}

export const validateRegisterResponse: ValidateFunction = validate105;

function validate105(data, {instancePath=""}={}){
let vErrors = null;
let errors = 0;
if(errors === 0){
if(data && typeof data == "object" && !Array.isArray(data)){
let missing0;
if((data.user_id === undefined) && (missing0 = "user_id")){
validate105.errors = [{instancePath,keyword:"required",message:"must have required property '"+missing0+"'"}];
return false;
}
else {
if(data.user_id !== undefined){
const _errs1 = errors;
if(typeof data.user_id !== "string"){
validate105.errors = [{instancePath:instancePath+"/user_id",keyword:"type",message:"must be string"}];
return false;
}
var valid0 = _errs1 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.access_token !== undefined){
const _errs3 = errors;
if(typeof data.access_token !== "string"){
validate105.errors = [{instancePath:instancePath+"/access_token",keyword:"type",message:"must be string"}];
return false;
}
var valid0 = _errs3 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.device_id !== undefined){
const _errs5 = errors;
if(typeof data.device_id !== "string"){
validate105.errors = [{instancePath:instancePath+"/device_id",keyword:"type",message:"must be string"}];
return false;
}
var valid0 = _errs5 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.refresh_token !== undefined){
const _errs7 = errors;
if(typeof data.refresh_token !== "string"){
validate105.errors = [{instancePath:instancePath+"/refresh_token",keyword:"type",message:"must be string"}];
return false;
}
var valid0 = _errs7 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.expires_in_ms !== undefined){
let data4 = data.expires_in_ms;
const _errs9 = errors;
if(!(((typeof data4 == "number") && (!(data4 % 1) && !isNaN(data4))) && (isFinite(data4)))){
validate105.errors = [{instancePath:instancePath+"/expires_in_ms",keyword:"type",message:"must be integer"}];
return false;
}
var valid0 = _errs9 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.home_server !== undefined){
const _errs11 = errors;
if(typeof data.home_server !== "string"){
validate105.errors = [{instancePath:instancePath+"/home_server",keyword:"type",message:"must be string"}];
return false;
}
var valid0 = _errs11 === errors;
}
else {
var valid0 = true;
}
}
}
}
}
}
}
}
else {
validate105.errors = [{instancePath,keyword:"type",message:"must be object"}];
return false;
}
}
validate105.errors = vErrors;
return errors === 0;
}

export const validateRegistration: ValidateFunction = validate106;

function validate106(data, {instancePath=""}={}){
let vErrors = null;
let errors = 0;
if(errors === 0){
if(data && typeof data == "object" && !Array.isArray(data)){
let missing0;
if(((((((data.id === undefined) && (missing0 = "id")) || ((data.url === undefined) && (missing0 = "url"))) || ((data.as_token === undefined) && (missing0 = "as_token"))) || ((data.hs_token === undefined) && (missing0 = "hs_token"))) || ((data.sender_localpart === undefined) && (missing0 = "sender_localpart"))) || ((data.namespaces === undefined) && (missing0 = "namespaces"))){
validate106.errors = [{instancePath,keyword:"required",message:"must have required property '"+missing0+"'"}];
return false;
}
else {
if(data.id !== undefined){
const _errs1 = errors;
if(typeof data.id !== "string"){
validate106.errors = [{instancePath:instancePath+"/id",keyword:"type",message:"must be string"}];
return false;
}
var valid0 = _errs1 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.url !== undefined){
let data1 = data.url;
const _errs3 = errors;
if((typeof data1 !== "string") && (data1 !== null)){
validate106.errors = [{instancePath:instancePath+"/url",keyword:"type",message:"must be string,null"}];
return false;
}
var valid0 = _errs3 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.as_token !== undefined){
const _errs5 = errors;
if(typeof data.as_token !== "string"){
validate106.errors = [{instancePath:instancePath+"/as_token",keyword:"type",message:"must be string"}];
return false;
}
var valid0 = _errs5 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.hs_token !== undefined){
const _errs7 = errors;
if(typeof data.hs_token !== "string"){
validate106.errors = [{instancePath:instancePath+"/hs_token",keyword:"type",message:"must be string"}];
return false;
}
var valid0 = _errs7 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.sender_localpart !== undefined){
const _errs9 = errors;
if(typeof data.sender_localpart !== "string"){
validate106.errors = [{instancePath:instancePath+"/sender_localpart",keyword:"type",message:"must be string"}];
return false;
}
var valid0 = _errs9 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.namespaces !== undefined){
const _errs11 = errors;
if(!(validate94(data.namespaces, {instancePath:instancePath+"/namespaces"}))){
vErrors = vErrors === null ? validate94.errors : vErrors.concat(validate94.errors);
errors = vErrors.length;
}
var valid0 = _errs11 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.rate_limited !== undefined){
const _errs12 = errors;
if(typeof data.rate_limited !== "boolean"){
validate106.errors = [{instancePath:instancePath+"/rate_limited",keyword:"type",message:"must be boolean"}];
return false;
}
var valid0 = _errs12 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.protocols !== undefined){
let data7 = data.protocols;
const _errs14 = errors;
if(errors === _errs14){
if(Array.isArray(data7)){
var valid1 = true;
const len0 = data7.length;
for(let i0=0; i0<len0; i0++){
const _errs16 = errors;
if(typeof data7[i0] !== "string"){
validate106.errors = [{instancePath:instancePath+"/protocols/" + i0,keyword:"type",message:"must be string"}];
return false;
}
var valid1 = _errs16 === errors;
if(!valid1){
break;
}
}
}
else {
validate106.errors = [{instancePath:instancePath+"/protocols",keyword:"type",message:"must be array"}];
return false;
}
}
var valid0 = _errs14 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.receive_ephemeral !== undefined){
const _errs18 = errors;
if(typeof data.receive_ephemeral !== "boolean"){
validate106.errors = [{instancePath:instancePath+"/receive_ephemeral",keyword:"type",message:"must be boolean"}];
return false;
}
var valid0 = _errs18 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data["org.matrix.msc3202"] !== undefined){
const _errs20 = errors;
if(typeof data["org.matrix.msc3202"] !== "boolean"){
validate106.errors = [{instancePath:instancePath+"/org.matrix.msc3202",keyword:"type",message:"must be boolean"}];
return false;
}
var valid0 = _errs20 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data["io.element.msc4190"] !== undefined){
const _errs22 = errors;
if(typeof data["io.element.msc4190"] !== "boolean"){
validate106.errors = [{instancePath:instancePath+"/io.element.msc4190",keyword:"type",message:"must be boolean"}];
return false;
}
var valid0 = _errs22 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.device_management !== undefined){
const _errs24 = errors;
if(typeof data.device_management !== "boolean"){
validate106.errors = [{instancePath:instancePath+"/device_management",keyword:"type",message:"must be boolean"}];
return false;
}
var valid0 = _errs24 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data["de.sorunome.msc2409.push_ephemeral"] !== undefined){
const _errs26 = errors;
if(typeof data["de.sorunome.msc2409.push_ephemeral"] !== "boolean"){
validate106.errors = [{instancePath:instancePath+"/de.sorunome.msc2409.push_ephemeral",keyword:"type",message:"must be boolean"}];
return false;
}
var valid0 = _errs26 === errors;
}
else {
var valid0 = true;
}
}
}
}
}
}
}
}
}
}
}
}
}
}
}
else {
validate106.errors = [{instancePath,keyword:"type",message:"must be object"}];
return false;
}
}
validate106.errors = vErrors;
return errors === 0;
}

export const validateSignatures: ValidateFunction = validate108;

function validate108(data, {instancePath=""}={}){
let vErrors = null;
let errors = 0;
if(errors === 0){
if(data && typeof data == "object" && !Array.isArray(data)){
for(const key0 in data){
if(key0.charCodeAt(0) === 64){
let data0 = data[key0];
const _errs1 = errors;
if(errors === _errs1){
if(data0 && typeof data0 == "object" && !Array.isArray(data0)){
for(const key1 in data0){
const _errs4 = errors;
if(typeof data0[key1] !== "string"){
validate108.errors = [{instancePath:instancePath+"/" + key0.replace(/~/g, "~0").replace(/\//g, "~1")+"/" + key1.replace(/~/g, "~0").replace(/\//g, "~1"),keyword:"type",message:"must be string"}];
return false;
}
var valid2 = _errs4 === errors;
if(!valid2){
break;
}
}
}
else {
validate108.errors = [{instancePath:instancePath+"/" + key0.replace(/~/g, "~0").replace(/\//g, "~1"),keyword:"type",message:"must be object"}];
return false;
}
}
var valid1 = _errs1 === errors;
if(!valid1){
break;
}
}
}
}
else {
validate108.errors = [{instancePath,keyword:"type",message:"must be object"}];
return false;
}
}
validate108.errors = vErrors;
return errors === 0;
}

export const validateSingleKeyClaim: ValidateFunction = validate109;

function validate109(data, {instancePath=""}={}){
let vErrors = null;
let errors = 0;
if(errors === 0){
if(data && typeof data == "object" && !Array.isArray(data)){
for(const key0 in data){
if(key0.charCodeAt(0) === 64){
let data0 = data[key0];
const _errs1 = errors;
if(errors === _errs1){
if(data0 && typeof data0 == "object" && !Array.isArray(data0)){
for(const key1 in data0){
const _errs4 = errors;
if(typeof data0[key1] !== "string"){
validate109.errors = [{instancePath:instancePath+"/" + key0.replace(/~/g, "~0").replace(/\//g, "~1")+"/" + key1.replace(/~/g, "~0").replace(/\//g, "~1"),keyword:"type",message:"must be string"}];
return false;
}
var valid2 = _errs4 === errors;
if(!valid2){
break;
}
}
}
else {
validate109.errors = [{instancePath:instancePath+"/" + key0.replace(/~/g, "~0").replace(/\//g, "~1"),keyword:"type",message:"must be object"}];
return false;
}
}
var valid1 = _errs1 === errors;
if(!valid1){
break;
}
}
}
}
else {
validate109.errors = [{instancePath,keyword:"type",message:"must be object"}];
return false;
}
}
validate109.errors = vErrors;
return errors === 0;
}

export const validateToDeviceEvent: ValidateFunction = validate110;

function validate110(data, {instancePath=""}={}){
let vErrors = null;
let errors = 0;
if(errors === 0){
if(data && typeof data == "object" && !Array.isArray(data)){
let missing0;
if((((((data.type === undefined) && (missing0 = "type")) || ((data.sender === undefined) && (missing0 = "sender"))) || ((data.to_user_id === undefined) && (missing0 = "to_user_id"))) || ((data.to_device_id === undefined) && (missing0 = "to_device_id"))) || ((data.content === undefined) && (missing0 = "content"))){
validate110.errors = [{instancePath,keyword:"required",message:"must have required property '"+missing0+"'"}];
return false;
}
else {
if(data.type !== undefined){
const _errs1 = errors;
if(typeof data.type !== "string"){
validate110.errors = [{instancePath:instancePath+"/type",keyword:"type",message:"must be string"}];
return false;
}
var valid0 = _errs1 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.sender !== undefined){
const _errs3 = errors;
if(typeof data.sender !== "string"){
validate110.errors = [{instancePath:instancePath+"/sender",keyword:"type",message:"must be string"}];
return false;
}
var valid0 = _errs3 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.to_user_id !== undefined){
const _errs5 = errors;
if(typeof data.to_user_id !== "string"){
validate110.errors = [{instancePath:instancePath+"/to_user_id",keyword:"type",message:"must be string"}];
return false;
}
var valid0 = _errs5 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.to_device_id !== undefined){
const _errs7 = errors;
if(typeof data.to_device_id !== "string"){
validate110.errors = [{instancePath:instancePath+"/to_device_id",keyword:"type",message:"must be string"}];
return false;
}
var valid0 = _errs7 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.content !== undefined){
let data4 = data.content;
const _errs9 = errors;
if(!(data4 && typeof data4 == "object" && !Array.isArray(data4))){
validate110.errors = [{instancePath:instancePath+"/content",keyword:"type",message:"must be object"}];
return false;
}
var valid0 = _errs9 === errors;
}
else {
var valid0 = true;
}
}
}
}
}
}
}
else {
validate110.errors = [{instancePath,keyword:"type",message:"must be object"}];
return false;
}
}
validate110.errors = vErrors;
return errors === 0;
}

export const validateTokenOwner: ValidateFunction = validate111;

function validate111(data, {instancePath=""}={}){
let vErrors = null;
let errors = 0;
if(errors === 0){
if(data && typeof data == "object" && !Array.isArray(data)){
let missing0;
if((data.user_id === undefined) && (missing0 = "user_id")){
validate111.errors = [{instancePath,keyword:"required",message:"must have required property '"+missing0+"'"}];
return false;
}
else {
if(data.user_id !== undefined){
const _errs1 = errors;
if(typeof data.user_id !== "string"){
validate111.errors = [{instancePath:instancePath+"/user_id",keyword:"type",message:"must be string"}];
return false;
}
var valid0 = _errs1 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.device_id !== undefined){
const _errs3 = errors;
if(typeof data.device_id !== "string"){
validate111.errors = [{instancePath:instancePath+"/device_id",keyword:"type",message:"must be string"}];
return false;
}
var valid0 = _errs3 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.is_guest !== undefined){
const _errs5 = errors;
if(typeof data.is_guest !== "boolean"){
validate111.errors = [{instancePath:instancePath+"/is_guest",keyword:"type",message:"must be boolean"}];
return false;
}
var valid0 = _errs5 === errors;
}
else {
var valid0 = true;
}
}
}
}
}
else {
validate111.errors = [{instancePath,keyword:"type",message:"must be object"}];
return false;
}
}
validate111.errors = vErrors;
return errors === 0;
}

export const validateTransactionBody: ValidateFunction = validate112;

function validate112(data, {instancePath=""}={}){
let vErrors = null;
let errors = 0;
if(errors === 0){
if(data && typeof data == "object" && !Array.isArray(data)){
let missing0;
if((data.events === undefined) && (missing0 = "events")){
validate112.errors = [{instancePath,keyword:"required",message:"must have required property '"+missing0+"'"}];
return false;
}
else {
if(data.events !== undefined){
let data0 = data.events;
const _errs1 = errors;
if(errors === _errs1){
if(Array.isArray(data0)){
var valid1 = true;
const len0 = data0.length;
for(let i0=0; i0<len0; i0++){
const _errs3 = errors;
if(!(validate26(data0[i0], {instancePath:instancePath+"/events/" + i0}))){
vErrors = vErrors === null ? validate26.errors : vErrors.concat(validate26.errors);
errors = vErrors.length;
}
var valid1 = _errs3 === errors;
if(!valid1){
break;
}
}
}
else {
validate112.errors = [{instancePath:instancePath+"/events",keyword:"type",message:"must be array"}];
return false;
}
}
var valid0 = _errs1 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.ephemeral !== undefined){
let data2 = data.ephemeral;
const _errs4 = errors;
if(errors === _errs4){
if(Array.isArray(data2)){
var valid2 = true;
const len1 = data2.length;
for(let i1=0; i1<len1; i1++){
const _errs6 = errors;
if(!(validate64(data2[i1], {instancePath:instancePath+"/ephemeral/" + i1}))){
vErrors = vErrors === null ? validate64.errors : vErrors.concat(validate64.errors);
errors = vErrors.length;
}
var valid2 = _errs6 === errors;
if(!valid2){
break;
}
}
}
else {
validate112.errors = [{instancePath:instancePath+"/ephemeral",keyword:"type",message:"must be array"}];
return false;
}
}
var valid0 = _errs4 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.to_device !== undefined){
let data4 = data.to_device;
const _errs7 = errors;
if(errors === _errs7){
if(Array.isArray(data4)){
var valid3 = true;
const len2 = data4.length;
for(let i2=0; i2<len2; i2++){
const _errs9 = errors;
if(!(validate110(data4[i2], {instancePath:instancePath+"/to_device/" + i2}))){
vErrors = vErrors === null ? validate110.errors : vErrors.concat(validate110.errors);
errors = vErrors.length;
}
var valid3 = _errs9 === errors;
if(!valid3){
break;
}
}
}
else {
validate112.errors = [{instancePath:instancePath+"/to_device",keyword:"type",message:"must be array"}];
return false;
}
}
var valid0 = _errs7 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.device_lists !== undefined){
const _errs10 = errors;
if(!(validate59(data.device_lists, {instancePath:instancePath+"/device_lists"}))){
vErrors = vErrors === null ? validate59.errors : vErrors.concat(validate59.errors);
errors = vErrors.length;
}
var valid0 = _errs10 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.device_one_time_keys_count !== undefined){
const _errs11 = errors;
if(!(validate60(data.device_one_time_keys_count, {instancePath:instancePath+"/device_one_time_keys_count"}))){
vErrors = vErrors === null ? validate60.errors : vErrors.concat(validate60.errors);
errors = vErrors.length;
}
var valid0 = _errs11 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.device_unused_fallback_key_types !== undefined){
const _errs12 = errors;
if(!(validate61(data.device_unused_fallback_key_types, {instancePath:instancePath+"/device_unused_fallback_key_types"}))){
vErrors = vErrors === null ? validate61.errors : vErrors.concat(validate61.errors);
errors = vErrors.length;
}
var valid0 = _errs12 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data["de.sorunome.msc2409.ephemeral"] !== undefined){
let data9 = data["de.sorunome.msc2409.ephemeral"];
const _errs13 = errors;
if(errors === _errs13){
if(Array.isArray(data9)){
var valid4 = true;
const len3 = data9.length;
for(let i3=0; i3<len3; i3++){
const _errs15 = errors;
if(!(validate64(data9[i3], {instancePath:instancePath+"/de.sorunome.msc2409.ephemeral/" + i3}))){
vErrors = vErrors === null ? validate64.errors : vErrors.concat(validate64.errors);
errors = vErrors.length;
}
var valid4 = _errs15 === errors;
if(!valid4){
break;
}
}
}
else {
validate112.errors = [{instancePath:instancePath+"/de.sorunome.msc2409.ephemeral",keyword:"type",message:"must be array"}];
return false;
}
}
var valid0 = _errs13 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data["de.sorunome.msc2409.to_device"] !== undefined){
let data11 = data["de.sorunome.msc2409.to_device"];
const _errs16 = errors;
if(errors === _errs16){
if(Array.isArray(data11)){
var valid5 = true;
const len4 = data11.length;
for(let i4=0; i4<len4; i4++){
const _errs18 = errors;
if(!(validate110(data11[i4], {instancePath:instancePath+"/de.sorunome.msc2409.to_device/" + i4}))){
vErrors = vErrors === null ? validate110.errors : vErrors.concat(validate110.errors);
errors = vErrors.length;
}
var valid5 = _errs18 === errors;
if(!valid5){
break;
}
}
}
else {
validate112.errors = [{instancePath:instancePath+"/de.sorunome.msc2409.to_device",keyword:"type",message:"must be array"}];
return false;
}
}
var valid0 = _errs16 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data["org.matrix.msc3202.device_lists"] !== undefined){
const _errs19 = errors;
if(!(validate59(data["org.matrix.msc3202.device_lists"], {instancePath:instancePath+"/org.matrix.msc3202.device_lists"}))){
vErrors = vErrors === null ? validate59.errors : vErrors.concat(validate59.errors);
errors = vErrors.length;
}
var valid0 = _errs19 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data["org.matrix.msc3202.device_one_time_keys_count"] !== undefined){
const _errs20 = errors;
if(!(validate60(data["org.matrix.msc3202.device_one_time_keys_count"], {instancePath:instancePath+"/org.matrix.msc3202.device_one_time_keys_count"}))){
vErrors = vErrors === null ? validate60.errors : vErrors.concat(validate60.errors);
errors = vErrors.length;
}
var valid0 = _errs20 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data["org.matrix.msc3202.device_one_time_key_counts"] !== undefined){
const _errs21 = errors;
if(!(validate60(data["org.matrix.msc3202.device_one_time_key_counts"], {instancePath:instancePath+"/org.matrix.msc3202.device_one_time_key_counts"}))){
vErrors = vErrors === null ? validate60.errors : vErrors.concat(validate60.errors);
errors = vErrors.length;
}
var valid0 = _errs21 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data["org.matrix.msc3202.device_unused_fallback_key_types"] !== undefined){
const _errs22 = errors;
if(!(validate61(data["org.matrix.msc3202.device_unused_fallback_key_types"], {instancePath:instancePath+"/org.matrix.msc3202.device_unused_fallback_key_types"}))){
vErrors = vErrors === null ? validate61.errors : vErrors.concat(validate61.errors);
errors = vErrors.length;
}
var valid0 = _errs22 === errors;
}
else {
var valid0 = true;
}
}
}
}
}
}
}
}
}
}
}
}
}
}
else {
validate112.errors = [{instancePath,keyword:"type",message:"must be object"}];
return false;
}
}
validate112.errors = vErrors;
return errors === 0;
}

export const validateUnauthorizedError: ValidateFunction = validate125;

function validate125(data, {instancePath=""}={}){
let vErrors = null;
let errors = 0;
if(errors === 0){
if(data && typeof data == "object" && !Array.isArray(data)){
if(data.errcode !== undefined){
const _errs1 = errors;
if(typeof data.errcode !== "string"){
validate125.errors = [{instancePath:instancePath+"/errcode",keyword:"type",message:"must be string"}];
return false;
}
var valid0 = _errs1 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.error !== undefined){
const _errs3 = errors;
if(typeof data.error !== "string"){
validate125.errors = [{instancePath:instancePath+"/error",keyword:"type",message:"must be string"}];
return false;
}
var valid0 = _errs3 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.flows !== undefined){
let data2 = data.flows;
const _errs5 = errors;
if(errors === _errs5){
if(Array.isArray(data2)){
var valid1 = true;
const len0 = data2.length;
for(let i0=0; i0<len0; i0++){
let data3 = data2[i0];
const _errs7 = errors;
if(errors === _errs7){
if(data3 && typeof data3 == "object" && !Array.isArray(data3)){
let missing0;
if((data3.stages === undefined) && (missing0 = "stages")){
validate125.errors = [{instancePath:instancePath+"/flows/" + i0,keyword:"required",message:"must have required property '"+missing0+"'"}];
return false;
}
else {
if(data3.stages !== undefined){
let data4 = data3.stages;
const _errs9 = errors;
if(errors === _errs9){
if(Array.isArray(data4)){
var valid3 = true;
const len1 = data4.length;
for(let i1=0; i1<len1; i1++){
const _errs11 = errors;
if(typeof data4[i1] !== "string"){
validate125.errors = [{instancePath:instancePath+"/flows/" + i0+"/stages/" + i1,keyword:"type",message:"must be string"}];
return false;
}
var valid3 = _errs11 === errors;
if(!valid3){
break;
}
}
}
else {
validate125.errors = [{instancePath:instancePath+"/flows/" + i0+"/stages",keyword:"type",message:"must be array"}];
return false;
}
}
}
}
}
else {
validate125.errors = [{instancePath:instancePath+"/flows/" + i0,keyword:"type",message:"must be object"}];
return false;
}
}
var valid1 = _errs7 === errors;
if(!valid1){
break;
}
}
}
else {
validate125.errors = [{instancePath:instancePath+"/flows",keyword:"type",message:"must be array"}];
return false;
}
}
var valid0 = _errs5 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.completed !== undefined){
let data6 = data.completed;
const _errs13 = errors;
if(errors === _errs13){
if(Array.isArray(data6)){
var valid4 = true;
const len2 = data6.length;
for(let i2=0; i2<len2; i2++){
const _errs15 = errors;
if(typeof data6[i2] !== "string"){
validate125.errors = [{instancePath:instancePath+"/completed/" + i2,keyword:"type",message:"must be string"}];
return false;
}
var valid4 = _errs15 === errors;
if(!valid4){
break;
}
}
}
else {
validate125.errors = [{instancePath:instancePath+"/completed",keyword:"type",message:"must be array"}];
return false;
}
}
var valid0 = _errs13 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.params !== undefined){
let data8 = data.params;
const _errs17 = errors;
if(errors === _errs17){
if(data8 && typeof data8 == "object" && !Array.isArray(data8)){
for(const key0 in data8){
let data9 = data8[key0];
const _errs20 = errors;
if(!(data9 && typeof data9 == "object" && !Array.isArray(data9))){
validate125.errors = [{instancePath:instancePath+"/params/" + key0.replace(/~/g, "~0").replace(/\//g, "~1"),keyword:"type",message:"must be object"}];
return false;
}
var valid5 = _errs20 === errors;
if(!valid5){
break;
}
}
}
else {
validate125.errors = [{instancePath:instancePath+"/params",keyword:"type",message:"must be object"}];
return false;
}
}
var valid0 = _errs17 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.session !== undefined){
const _errs22 = errors;
if(typeof data.session !== "string"){
validate125.errors = [{instancePath:instancePath+"/session",keyword:"type",message:"must be string"}];
return false;
}
var valid0 = _errs22 === errors;
}
else {
var valid0 = true;
}
}
}
}
}
}
}
else {
validate125.errors = [{instancePath,keyword:"type",message:"must be object"}];
return false;
}
}
validate125.errors = vErrors;
return errors === 0;
}

export const validateUserDevice: ValidateFunction = validate126;

function validate126(data, {instancePath=""}={}){
let vErrors = null;
let errors = 0;
if(errors === 0){
if(data && typeof data == "object" && !Array.isArray(data)){
let missing0;
if(((data.device_id === undefined) && (missing0 = "device_id")) || ((data.keys === undefined) && (missing0 = "keys"))){
validate126.errors = [{instancePath,keyword:"required",message:"must have required property '"+missing0+"'"}];
return false;
}
else {
if(data.device_id !== undefined){
const _errs1 = errors;
if(typeof data.device_id !== "string"){
validate126.errors = [{instancePath:instancePath+"/device_id",keyword:"type",message:"must be string"}];
return false;
}
var valid0 = _errs1 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.keys !== undefined){
const _errs3 = errors;
if(!(validate54(data.keys, {instancePath:instancePath+"/keys"}))){
vErrors = vErrors === null ? validate54.errors : vErrors.concat(validate54.errors);
errors = vErrors.length;
}
var valid0 = _errs3 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.device_display_name !== undefined){
const _errs4 = errors;
if(typeof data.device_display_name !== "string"){
validate126.errors = [{instancePath:instancePath+"/device_display_name",keyword:"type",message:"must be string"}];
return false;
}
var valid0 = _errs4 === errors;
}
else {
var valid0 = true;
}
}
}
}
}
else {
validate126.errors = [{instancePath,keyword:"type",message:"must be object"}];
return false;
}
}
validate126.errors = vErrors;
return errors === 0;
}

export const validateUserDevices: ValidateFunction = validate128;
const schema65 = {"type":"object","properties":{"user_id":{"type":"string"},"stream_id":{"type":"integer"},"devices":{"type":"array","items":{"$ref":"#/$defs/UserDevice"}},"master_key":{"type":["object","null"],"properties":{"user_id":{"type":"string"},"usage":{"type":"array","items":{"type":"string","enum":["master","self_signing","user_signing"]}},"keys":{"type":"object","additionalProperties":{"type":"string"},"minProperties":1,"maxProperties":1},"signatures":{"type":"object"}},"required":["user_id","usage","keys"]},"self_signing_key":{"type":["object","null"],"properties":{"user_id":{"type":"string"},"usage":{"type":"array","items":{"type":"string","enum":["master","self_signing","user_signing"]}},"keys":{"type":"object","additionalProperties":{"type":"string"},"minProperties":1,"maxProperties":1},"signatures":{"type":"object"}},"required":["user_id","usage","keys"]}},"required":["user_id","stream_id","devices"]};

function validate128(data, {instancePath=""}={}){
let vErrors = null;
let errors = 0;
if(errors === 0){
if(data && typeof data == "object" && !Array.isArray(data)){
let missing0;
if((((data.user_id === undefined) && (missing0 = "user_id")) || ((data.stream_id === undefined) && (missing0 = "stream_id"))) || ((data.devices === undefined) && (missing0 = "devices"))){
validate128.errors = [{instancePath,keyword:"required",message:"must have required property '"+missing0+"'"}];
return false;
}
else {
if(data.user_id !== undefined){
const _errs1 = errors;
if(typeof data.user_id !== "string"){
validate128.errors = [{instancePath:instancePath+"/user_id",keyword:"type",message:"must be string"}];
return false;
}
var valid0 = _errs1 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.stream_id !== undefined){
let data1 = data.stream_id;
const _errs3 = errors;
if(!(((typeof data1 == "number") && (!(data1 % 1) && !isNaN(data1))) && (isFinite(data1)))){
validate128.errors = [{instancePath:instancePath+"/stream_id",keyword:"type",message:"must be integer"}];
return false;
}
var valid0 = _errs3 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.devices !== undefined){
let data2 = data.devices;
const _errs5 = errors;
if(errors === _errs5){
if(Array.isArray(data2)){
var valid1 = true;
const len0 = data2.length;
for(let i0=0; i0<len0; i0++){
const _errs7 = errors;
if(!(validate126(data2[i0], {instancePath:instancePath+"/devices/" + i0}))){
vErrors = vErrors === null ? validate126.errors : vErrors.concat(validate126.errors);
errors = vErrors.length;
}
var valid1 = _errs7 === errors;
if(!valid1){
break;
}
}
}
else {
validate128.errors = [{instancePath:instancePath+"/devices",keyword:"type",message:"must be array"}];
return false;
}
}
var valid0 = _errs5 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.master_key !== undefined){
let data4 = data.master_key;
const _errs8 = errors;
if((!(data4 && typeof data4 == "object" && !Array.isArray(data4))) && (data4 !== null)){
validate128.errors = [{instancePath:instancePath+"/master_key",keyword:"type",message:"must be object,null"}];
return false;
}
if(errors === _errs8){
if(data4 && typeof data4 == "object" && !Array.isArray(data4)){
let missing1;
if((((data4.user_id === undefined) && (missing1 = "user_id")) || ((data4.usage === undefined) && (missing1 = "usage"))) || ((data4.keys === undefined) && (missing1 = "keys"))){
validate128.errors = [{instancePath:instancePath+"/master_key",keyword:"required",message:"must have required property '"+missing1+"'"}];
return false;
}
else {
if(data4.user_id !== undefined){
const _errs10 = errors;
if(typeof data4.user_id !== "string"){
validate128.errors = [{instancePath:instancePath+"/master_key/user_id",keyword:"type",message:"must be string"}];
return false;
}
var valid2 = _errs10 === errors;
}
else {
var valid2 = true;
}
if(valid2){
if(data4.usage !== undefined){
let data6 = data4.usage;
const _errs12 = errors;
if(errors === _errs12){
if(Array.isArray(data6)){
var valid3 = true;
const len1 = data6.length;
for(let i1=0; i1<len1; i1++){
let data7 = data6[i1];
const _errs14 = errors;
if(typeof data7 !== "string"){
validate128.errors = [{instancePath:instancePath+"/master_key/usage/" + i1,keyword:"type",message:"must be string"}];
return false;
}
if(!(((data7 === "master") || (data7 === "self_signing")) || (data7 === "user_signing"))){
validate128.errors = [{instancePath:instancePath+"/master_key/usage/" + i1,keyword:"enum",params:{allowedValues: schema65.properties.master_key.properties.usage.items.enum},message:"must be equal to one of the allowed values"}];
return false;
}
var valid3 = _errs14 === errors;
if(!valid3){
break;
}
}
}
else {
validate128.errors = [{instancePath:instancePath+"/master_key/usage",keyword:"type",message:"must be array"}];
return false;
}
}
var valid2 = _errs12 === errors;
}
else {
var valid2 = true;
}
if(valid2){
if(data4.keys !== undefined){
let data8 = data4.keys;
const _errs16 = errors;
if(errors === _errs16){
if(data8 && typeof data8 == "object" && !Array.isArray(data8)){
if(Object.keys(data8).length > 1){
validate128.errors = [{instancePath:instancePath+"/master_key/keys",keyword:"maxProperties",message:"must NOT have more than 1 properties"}];
return false;
}
else {
if(Object.keys(data8).length < 1){
validate128.errors = [{instancePath:instancePath+"/master_key/keys",keyword:"minProperties",message:"must NOT have fewer than 1 properties"}];
return false;
}
else {
for(const key0 in data8){
const _errs19 = errors;
if(typeof data8[key0] !== "string"){
validate128.errors = [{instancePath:instancePath+"/master_key/keys/" + key0.replace(/~/g, "~0").replace(/\//g, "~1"),keyword:"type",message:"must be string"}];
return false;
}
var valid4 = _errs19 === errors;
if(!valid4){
break;
}
}
}
}
}
else {
validate128.errors = [{instancePath:instancePath+"/master_key/keys",keyword:"type",message:"must be object"}];
return false;
}
}
var valid2 = _errs16 === errors;
}
else {
var valid2 = true;
}
if(valid2){
if(data4.signatures !== undefined){
let data10 = data4.signatures;
const _errs21 = errors;
if(!(data10 && typeof data10 == "object" && !Array.isArray(data10))){
validate128.errors = [{instancePath:instancePath+"/master_key/signatures",keyword:"type",message:"must be object"}];
return false;
}
var valid2 = _errs21 === errors;
}
else {
var valid2 = true;
}
}
}
}
}
}
}
var valid0 = _errs8 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.self_signing_key !== undefined){
let data11 = data.self_signing_key;
const _errs23 = errors;
if((!(data11 && typeof data11 == "object" && !Array.isArray(data11))) && (data11 !== null)){
validate128.errors = [{instancePath:instancePath+"/self_signing_key",keyword:"type",message:"must be object,null"}];
return false;
}
if(errors === _errs23){
if(data11 && typeof data11 == "object" && !Array.isArray(data11)){
let missing2;
if((((data11.user_id === undefined) && (missing2 = "user_id")) || ((data11.usage === undefined) && (missing2 = "usage"))) || ((data11.keys === undefined) && (missing2 = "keys"))){
validate128.errors = [{instancePath:instancePath+"/self_signing_key",keyword:"required",message:"must have required property '"+missing2+"'"}];
return false;
}
else {
if(data11.user_id !== undefined){
const _errs25 = errors;
if(typeof data11.user_id !== "string"){
validate128.errors = [{instancePath:instancePath+"/self_signing_key/user_id",keyword:"type",message:"must be string"}];
return false;
}
var valid5 = _errs25 === errors;
}
else {
var valid5 = true;
}
if(valid5){
if(data11.usage !== undefined){
let data13 = data11.usage;
const _errs27 = errors;
if(errors === _errs27){
if(Array.isArray(data13)){
var valid6 = true;
const len2 = data13.length;
for(let i2=0; i2<len2; i2++){
let data14 = data13[i2];
const _errs29 = errors;
if(typeof data14 !== "string"){
validate128.errors = [{instancePath:instancePath+"/self_signing_key/usage/" + i2,keyword:"type",message:"must be string"}];
return false;
}
if(!(((data14 === "master") || (data14 === "self_signing")) || (data14 === "user_signing"))){
validate128.errors = [{instancePath:instancePath+"/self_signing_key/usage/" + i2,keyword:"enum",params:{allowedValues: schema65.properties.self_signing_key.properties.usage.items.enum},message:"must be equal to one of the allowed values"}];
return false;
}
var valid6 = _errs29 === errors;
if(!valid6){
break;
}
}
}
else {
validate128.errors = [{instancePath:instancePath+"/self_signing_key/usage",keyword:"type",message:"must be array"}];
return false;
}
}
var valid5 = _errs27 === errors;
}
else {
var valid5 = true;
}
if(valid5){
if(data11.keys !== undefined){
let data15 = data11.keys;
const _errs31 = errors;
if(errors === _errs31){
if(data15 && typeof data15 == "object" && !Array.isArray(data15)){
if(Object.keys(data15).length > 1){
validate128.errors = [{instancePath:instancePath+"/self_signing_key/keys",keyword:"maxProperties",message:"must NOT have more than 1 properties"}];
return false;
}
else {
if(Object.keys(data15).length < 1){
validate128.errors = [{instancePath:instancePath+"/self_signing_key/keys",keyword:"minProperties",message:"must NOT have fewer than 1 properties"}];
return false;
}
else {
for(const key1 in data15){
const _errs34 = errors;
if(typeof data15[key1] !== "string"){
validate128.errors = [{instancePath:instancePath+"/self_signing_key/keys/" + key1.replace(/~/g, "~0").replace(/\//g, "~1"),keyword:"type",message:"must be string"}];
return false;
}
var valid7 = _errs34 === errors;
if(!valid7){
break;
}
}
}
}
}
else {
validate128.errors = [{instancePath:instancePath+"/self_signing_key/keys",keyword:"type",message:"must be object"}];
return false;
}
}
var valid5 = _errs31 === errors;
}
else {
var valid5 = true;
}
if(valid5){
if(data11.signatures !== undefined){
let data17 = data11.signatures;
const _errs36 = errors;
if(!(data17 && typeof data17 == "object" && !Array.isArray(data17))){
validate128.errors = [{instancePath:instancePath+"/self_signing_key/signatures",keyword:"type",message:"must be object"}];
return false;
}
var valid5 = _errs36 === errors;
}
else {
var valid5 = true;
}
}
}
}
}
}
}
var valid0 = _errs23 === errors;
}
else {
var valid0 = true;
}
}
}
}
}
}
}
else {
validate128.errors = [{instancePath,keyword:"type",message:"must be object"}];
return false;
}
}
validate128.errors = vErrors;
return errors === 0;
}
