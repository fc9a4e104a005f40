/** Descriptions of models: architecture, provenance, and the checksum of the weights. */
package org.modyn.modelstorage.model;
