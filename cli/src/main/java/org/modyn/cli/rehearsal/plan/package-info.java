/**
 * Plans rehearsals. {@link org.modyn.cli.rehearsal.plan.SmallPipeline} makes everything that takes
 * time or memory smaller, {@link org.modyn.cli.rehearsal.plan.CompletedPipeline} adds what neither
 * the file nor the machine has, {@link org.modyn.cli.rehearsal.plan.SampleTimes} chooses timestamps
 * that triggers and evaluations need, and {@link org.modyn.cli.rehearsal.plan.FieldChanges} lists
 * the differences from the file.
 */
package org.modyn.cli.rehearsal.plan;
