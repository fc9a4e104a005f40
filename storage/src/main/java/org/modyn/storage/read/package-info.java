/**
 * Reading samples: {@link org.modyn.storage.read.SampleReader} answers one {@code Get} request from
 * {@link org.modyn.storage.read.OpenFiles}.
 */
package org.modyn.storage.read;
