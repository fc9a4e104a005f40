/**
 * Jobs: work that takes longer than a call. {@link org.modyn.common.job.JobQueue} starts each
 * {@link org.modyn.common.job.Job} when its device has capacity, and keeps ended jobs so that their
 * {@link org.modyn.common.job.JobStatus} can be requested. Trainings and evaluations are jobs.
 */
package org.modyn.common.job;
