/**
 * Checks of an installation, for {@code modyn doctor}. A check is one class ({@link
 * org.modyn.cli.doctor.Check}) and one line in {@link org.modyn.cli.doctor.Checks}.
 */
package org.modyn.cli.doctor;
