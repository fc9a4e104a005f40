/**
 * Trial runs of pipeline files. A {@link org.modyn.cli.rehearsal.Rehearsal} plans a smaller
 * pipeline ({@link org.modyn.cli.rehearsal.plan}), generates data for it ({@link
 * org.modyn.cli.rehearsal.data}), and runs it on servers whose state directory is deleted
 * afterwards.
 */
package org.modyn.cli.rehearsal;
