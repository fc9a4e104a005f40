/** Random numbers that depend only on a seed, not on threads or other jobs. */
package org.modyn.ml.random;
