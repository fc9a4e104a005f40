/**
 * What the tests of all modules share: {@link org.modyn.common.testing.TestDatabase}, a real
 * PostgreSQL.
 */
package org.modyn.common.testing;
