/** The management service over JMX, readable by JConsole without any of our classes. */
package org.rowmq.management.jmx;
