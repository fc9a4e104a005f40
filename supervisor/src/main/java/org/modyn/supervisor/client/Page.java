package org.modyn.supervisor.client;

import static java.util.Objects.requireNonNull;

import org.modyn.supervisor.data.NewSamples;

/**
 * A page of a dataset's samples.
 *
 * @param samples in the order of the {@link PageStart}; may be empty
 * @param nextPosition for a page from an ingest position: where the next page starts; otherwise the
 *     ingest position when the page was made, which samples that are ingested later have or exceed
 * @param atEnd whether no samples follow at present
 */
public record Page(NewSamples samples, long nextPosition, boolean atEnd) {
  public Page {
    requireNonNull(samples, "samples is null");
  }
}
