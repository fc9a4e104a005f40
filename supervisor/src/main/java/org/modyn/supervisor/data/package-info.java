/**
 * Samples as the supervisor handles them: keys, timestamps and labels, without their contents.
 * {@link org.modyn.supervisor.data.NewSamples} stores them as three arrays.
 */
package org.modyn.supervisor.data;
