/**
 * Trainings. {@link org.modyn.trainer.job.TrainingValidator} checks what is asked for, {@link
 * org.modyn.trainer.job.TrainingJobs} starts a {@link org.modyn.trainer.job.TrainingJob}, or lets
 * it wait for its turn; the job makes the model, trains it and writes its weights. Start reading at
 * {@code Training.run}.
 */
package org.modyn.trainer.job;
