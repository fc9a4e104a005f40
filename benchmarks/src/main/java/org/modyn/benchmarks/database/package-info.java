/** Measures what servers store in PostgreSQL. */
package org.modyn.benchmarks.database;
