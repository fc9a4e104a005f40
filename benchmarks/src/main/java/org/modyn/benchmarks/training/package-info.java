/**
 * Benchmark of training: {@link org.modyn.benchmarks.training.TrainingSteps} without servers, and
 * loaders that read generated samples through a selector and a storage server, relative to {@link
 * org.modyn.benchmarks.training.LocalLoader}.
 */
package org.modyn.benchmarks.training;
