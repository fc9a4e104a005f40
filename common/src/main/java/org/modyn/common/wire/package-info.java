/**
 * The parts of hand-written codecs of Protocol Buffers messages: messages that carry a key for each
 * sample are encoded from arrays, without an object per key. The wire format is that of the
 * generated code, which handles all other messages.
 */
package org.modyn.common.wire;
