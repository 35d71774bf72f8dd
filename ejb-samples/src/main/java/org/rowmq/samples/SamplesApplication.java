package org.rowmq.samples;

import jakarta.ws.rs.ApplicationPath;
import jakarta.ws.rs.core.Application;

/** The samples' addresses begin right under the context root. */
@ApplicationPath("/api")
public class SamplesApplication extends Application {}
