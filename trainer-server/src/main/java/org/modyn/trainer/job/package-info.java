/**
 * Trainings. {@link org.modyn.trainer.job.TrainingRequests} checks what is asked for, {@link
 * org.modyn.trainer.job.TrainingJobs} starts a {@link org.modyn.trainer.job.TrainingJob}, whose
 * thread does the work: prepare model and data, train, write the weights. Start reading at {@code
 * Training.run}.
 */
package org.modyn.trainer.job;
