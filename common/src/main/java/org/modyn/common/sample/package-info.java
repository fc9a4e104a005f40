/**
 * The data plane: transfers the contents of samples from storage servers to trainers and
 * evaluators, without an object per sample.
 *
 * <p>The wire format is the message {@code GetResponse} of {@code storage.proto}, encoded as by the
 * generated code:
 *
 * <pre>
 * for each sample:  0A  varint length  bytes         field 1, samples
 * 12  varint length in bytes  varint for each key    field 2, keys, packed
 * 1A  varint length in bytes  varint for each label  field 3, labels, packed
 * </pre>
 *
 * <p>Clients use {@link org.modyn.common.sample.SampleClient}, which returns one {@link
 * org.modyn.common.sample.SampleBatch} per message, and requests missing samples again if a server
 * dies. Servers use {@link org.modyn.common.sample.SampleService}, which fills a {@link
 * org.modyn.common.sample.SampleEncoder} directly from memory-mapped files.
 */
package org.modyn.common.sample;
