/**
 * Classes that users wrote, in the jars of the plugin directory: {@code class:com.acme.MyParser} in
 * a pipeline file names one. Start with {@link org.modyn.common.plugin.Plugins}, which creates
 * their instances if the configuration allows it. {@link org.modyn.common.plugin.UserThread} limits
 * how long a server waits for code of users.
 */
package org.modyn.common.plugin;
