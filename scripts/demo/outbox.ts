import type { AppserviceRegistration, ClientEvent, ToDeviceEvent, Transaction } from 'matrix-encrypted-appservice';
import { createAppserviceClient } from 'matrix-encrypted-appservice/client';
import { createNamespaces } from 'matrix-encrypted-appservice/registration';

/** The queue of events and messages for the appservice. */
export interface Outbox {
  addEvent(event: ClientEvent): void;
  /** Adds a message. Those for other users' devices are dropped, since no other receiver exists here. */
  addToDevice(message: ToDeviceEvent): void;
  /** Sends everything in one transaction, under the unstable names, like Synapse. Returns the transaction. */
  deliver(): Promise<Transaction>;
}

export function createOutbox(registration: AppserviceRegistration, serverName: string): Outbox {
  const appservice = createAppserviceClient(registration);
  const namespaces = createNamespaces([registration], serverName);
  let events: ClientEvent[] = [];
  let toDevice: ToDeviceEvent[] = [];
  let transactions = 0;

  return {
    addEvent(event) {
      events.push(event);
    },
    addToDevice(message) {
      if (namespaces.ownerOf(message.to_user_id)) toDevice.push(message);
    },
    async deliver() {
      const transaction: Transaction = { events, to_device: toDevice };
      events = [];
      toDevice = [];
      transactions += 1;
      await appservice.sendTransaction(String(transactions), transaction, { names: 'unstable' });
      return transaction;
    },
  };
}
