/**
 * What console, REST and JMX may see and do: views, commands and their outcomes, as records.
 * Visible to applications in an app server, so it depends on the JDK and {@link org.rowmq} only.
 */
package org.rowmq.management;
