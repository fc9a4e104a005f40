/** Measures triggering policies and drift metrics on data in memory. */
package org.modyn.benchmarks.triggers;
