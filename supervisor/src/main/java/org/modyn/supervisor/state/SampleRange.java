package org.modyn.supervisor.state;

import java.util.Optional;

/**
 * Describes consecutive samples, in the order of (timestamp, key).
 *
 * @param size the number of samples
 * @param first empty if there are none
 * @param last empty if there are none
 */
public record SampleRange(int size, Optional<SampleId> first, Optional<SampleId> last) {}
