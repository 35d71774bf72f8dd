/** An application of hundreds of bean classes, which the test writes, on one small pool. */
package org.rowmq.it.app.many;
