/**
 * Plans rehearsals. {@link org.modyn.cli.rehearsal.plan.SmallPipeline} makes everything that takes
 * time or memory smaller, {@link org.modyn.cli.rehearsal.plan.CompletedPipeline} adds what neither
 * the file nor the machine has, {@link org.modyn.cli.rehearsal.plan.SampleTimes} puts samples where
 * triggers and evaluations look for them, and {@link org.modyn.cli.rehearsal.plan.FieldChanges}
 * says what is different from the file.
 */
package org.modyn.cli.rehearsal.plan;
