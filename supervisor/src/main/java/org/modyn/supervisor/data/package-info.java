/**
 * Samples as the supervisor sees them: keys, timestamps and labels, never bytes. {@link
 * org.modyn.supervisor.data.NewSamples} holds many of them in three arrays.
 */
package org.modyn.supervisor.data;
