/** Classes of the small applications that tests deploy; none of them refers to a test. */
package org.rowmq.it.app;
