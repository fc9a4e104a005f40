/** Threads. */
package org.modyn.common.concurrent;
