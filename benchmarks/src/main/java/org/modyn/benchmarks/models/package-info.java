/** What the forms of stored models cost: disk space, and the time of writing and reading. */
package org.modyn.benchmarks.models;
