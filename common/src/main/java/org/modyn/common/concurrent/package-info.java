/** Threads, and calls on threads of their own. */
package org.modyn.common.concurrent;
