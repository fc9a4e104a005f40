/**
 * The configuration of an installation: addresses of the servers, directories of their data, and
 * datasets. {@link org.modyn.common.config.system.ModynConfig} is the whole file; every field has a
 * default that works on one machine, so an empty file is a valid one.
 */
package org.modyn.common.config.system;
