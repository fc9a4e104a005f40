/** Models: what they are, how they came to be, and the checksum of their weights. */
package org.modyn.modelstorage.model;
