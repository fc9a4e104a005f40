/**
 * Work that takes longer than a call: {@link org.modyn.common.job.JobQueue} starts each {@link
 * org.modyn.common.job.Job} when its device has room, and keeps it for those who ask how it ended
 * ({@link org.modyn.common.job.JobStatus}). Trainings and evaluations are jobs.
 */
package org.modyn.common.job;
