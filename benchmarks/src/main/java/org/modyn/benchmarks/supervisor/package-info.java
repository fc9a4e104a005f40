/** What the supervisor costs: a pipeline with a trivial model over many samples. */
package org.modyn.benchmarks.supervisor;
