/**
 * Training jobs. {@link org.modyn.trainer.job.TrainingValidator} validates requests, {@link
 * org.modyn.trainer.job.TrainingJobs} starts or enqueues a {@link
 * org.modyn.trainer.job.TrainingJob}, which creates the model, trains it and writes its weights.
 * Start reading at {@code Training.run}.
 */
package org.modyn.trainer.job;
