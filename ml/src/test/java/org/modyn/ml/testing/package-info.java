/** What several tests of this module share. */
package org.modyn.ml.testing;
