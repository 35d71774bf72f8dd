package org.rowmq.console.api;

import jakarta.ws.rs.ApplicationPath;
import jakarta.ws.rs.core.Application;
import java.util.Set;

/** Version 1 of the API. */
@ApplicationPath("api/v1")
public class ConsoleApi extends Application {
  @Override
  public Set<Class<?>> getClasses() {
    return Set.of(
        OverviewResource.class,
        DeletionsResource.class,
        DestinationsResource.class,
        MessagesResource.class,
        EndpointsResource.class,
        AccessResource.class,
        AuditResource.class,
        ClientsResource.class,
        ExportResource.class,
        HistoryResource.class,
        Jobs.class,
        OpenApiResource.class,
        SettingsResource.class,
        SubscriptionsResource.class,
        TransactionsResource.class,
        DeadLettersResource.class,
        MetricsResource.class,
        ManagementProblems.class,
        HttpProblems.class,
        OtherProblems.class);
  }
}
