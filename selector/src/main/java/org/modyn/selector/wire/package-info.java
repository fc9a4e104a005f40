/**
 * The selector's large messages, without an object a key: requests that tell of samples are decoded
 * into arrays, answers with keys and weights are encoded from arrays. The bytes are those of the
 * generated code, which all other messages go through.
 *
 * <p>Start reading at {@link org.modyn.selector.wire.SelectorMethods}.
 */
package org.modyn.selector.wire;
