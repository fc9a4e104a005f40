/** Random numbers that depend on a seed alone, not on threads or on what other jobs draw. */
package org.modyn.ml.random;
