/**
 * The data plane: how the bytes of samples travel from a storage server to whoever trains on them,
 * without ever becoming objects one by one.
 *
 * <p>On the wire it is the message {@code GetResponse} of {@code storage.proto}, byte for byte as
 * the generated code writes it:
 *
 * <pre>
 * for each sample:  0A  varint length  bytes         field 1, samples
 * 12  varint length in bytes  varint for each key    field 2, keys, packed
 * 1A  varint length in bytes  varint for each label  field 3, labels, packed
 * </pre>
 *
 * <p>Readers start at {@link org.modyn.common.sample.SampleClient}, which yields a {@link
 * org.modyn.common.sample.SampleBatch} a message, and asks again for what is missing when the
 * server dies in the middle. A server starts at {@link org.modyn.common.sample.SampleService}: it
 * fills a {@link org.modyn.common.sample.SampleEncoder}, straight from memory-mapped files.
 */
package org.modyn.common.sample;
