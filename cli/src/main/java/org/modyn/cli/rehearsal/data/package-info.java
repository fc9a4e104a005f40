/**
 * Generated datasets for rehearsals. A {@link org.modyn.cli.rehearsal.data.SampleMaker} generates
 * bytes that a parser accepts, {@link org.modyn.cli.rehearsal.data.StoredLabels} finds labels that
 * the pipeline transforms to classes of the model, and a {@link
 * org.modyn.cli.rehearsal.data.GeneratedDataset} writes both to files that storage can ingest. To
 * support another parser, write its SampleMaker and list it in {@link
 * org.modyn.cli.rehearsal.data.SampleMakers}.
 */
package org.modyn.cli.rehearsal.data;
