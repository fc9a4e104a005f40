/**
 * The configuration of an installation: where its servers listen, where they keep their data, which
 * datasets there are. {@link org.modyn.common.config.system.ModynConfig} is the whole file; every
 * field has a default that works on one machine, so an empty file is a valid one.
 */
package org.modyn.common.config.system;
