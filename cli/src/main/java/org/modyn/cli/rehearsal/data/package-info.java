/**
 * Datasets that are made up for a rehearsal. A {@link org.modyn.cli.rehearsal.data.SampleMaker}
 * makes bytes that a parser accepts, {@link org.modyn.cli.rehearsal.data.StoredLabels} finds labels
 * that are right once the pipeline has transformed them, and a {@link
 * org.modyn.cli.rehearsal.data.MadeUpDataset} puts both into files that storage takes. To support
 * another parser, write its SampleMaker and list that in {@link
 * org.modyn.cli.rehearsal.data.SampleMakers}.
 */
package org.modyn.cli.rehearsal.data;
