/** Downsampling: scoring samples with the model, and selecting those to train on. */
package org.modyn.benchmarks.downsampling;
