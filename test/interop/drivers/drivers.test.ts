import { describe, it } from 'vitest';
import { describeSqlite } from '../../helpers/sqlite-suite.js';
import { driverNames, loadDriver } from './drivers.js';

describe.each(driverNames)('%s', (name) => {
  const driver = loadDriver(name);
  if (driver) describeSqlite(driver);
  else
    it('is installed', ({ skip }) => skip('install it with test/interop/drivers/install.sh, for this version of Node'));
});
