/** The version of Modyn. */
package org.modyn.common.version;
