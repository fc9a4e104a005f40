/**
 * Functions that users write in Java: in a pipeline file the methods of one of the interfaces here,
 * as in {@code public long transform(long label) { return label - 1; }}, or, as {@code
 * class:com.acme.MyParser}, a class that implements it, from a jar in the plugin directory. Start
 * with {@link org.modyn.ml.userfunction.UserCode}. User code runs with all rights of the server, so
 * whoever may submit pipelines may run code.
 */
package org.modyn.ml.userfunction;
