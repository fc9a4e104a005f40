/** What the selector tells the trainer server about the downsampling of a training set. */
package org.modyn.common.downsampling;
