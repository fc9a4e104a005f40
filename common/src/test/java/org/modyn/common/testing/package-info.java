/**
 * Fixtures that the tests of several modules share: {@link org.modyn.common.testing.TestDatabase},
 * a real PostgreSQL, and {@link org.modyn.common.testing.OriginalLogFields}, the contract of
 * pipeline logs.
 */
package org.modyn.common.testing;
