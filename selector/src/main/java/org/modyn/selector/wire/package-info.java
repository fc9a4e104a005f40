/**
 * Codecs for the selector's large messages, without an object per key: ingest requests are decoded
 * into arrays, and responses with keys and weights are encoded from arrays. The wire format is that
 * of the generated code, which handles all other messages.
 *
 * <p>Start reading at {@link org.modyn.selector.wire.SelectorMethods}.
 */
package org.modyn.selector.wire;
