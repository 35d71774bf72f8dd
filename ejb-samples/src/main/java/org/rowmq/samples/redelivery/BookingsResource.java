package org.rowmq.samples.redelivery;

import jakarta.annotation.Resource;
import jakarta.ejb.Stateless;
import jakarta.inject.Inject;
import jakarta.jms.JMSConnectionFactory;
import jakarta.jms.JMSConnectionFactoryDefinition;
import jakarta.jms.JMSContext;
import jakarta.jms.JMSDestinationDefinition;
import jakarta.jms.Queue;
import jakarta.json.Json;
import jakarta.json.JsonArray;
import jakarta.json.JsonArrayBuilder;
import jakarta.persistence.EntityManager;
import jakarta.persistence.PersistenceContext;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;

/** {@code /samples/api/bookings}: POST a passenger's name, GET what has been booked. */
@Path("bookings")
@Stateless
@JMSConnectionFactoryDefinition(
    name = BookingsResource.FACTORY,
    interfaceName = "jakarta.jms.ConnectionFactory",
    resourceAdapter = "rowmq")
@JMSDestinationDefinition(
    name = BookingsResource.BOOKINGS,
    interfaceName = "jakarta.jms.Queue",
    destinationName = "bookings",
    resourceAdapter = "rowmq")
public class BookingsResource {

  static final String FACTORY = "java:app/jms/bookingsFactory";
  static final String BOOKINGS = "java:app/jms/bookings";

  @PersistenceContext(unitName = "samples")
  private EntityManager entities;

  @Inject
  @JMSConnectionFactory(FACTORY)
  private JMSContext context;

  @Resource(lookup = BOOKINGS)
  private Queue queue;

  /** Asks for a booking; it is made by {@link BookingDesk}, later. */
  @POST
  public Response book(String passenger) {
    context.createProducer().send(queue, passenger);
    return Response.accepted().build();
  }

  /** The bookings made, each with the delivery that made it. */
  @GET
  @Produces(MediaType.APPLICATION_JSON)
  public JsonArray bookings() {
    JsonArrayBuilder array = Json.createArrayBuilder();
    entities
        .createQuery("select b from Booking b order by b.passenger", Booking.class)
        .getResultStream()
        .forEach(
            booking ->
                array.add(
                    Json.createObjectBuilder()
                        .add("passenger", booking.passenger())
                        .add("attempt", booking.attempt())));
    return array.build();
  }
}
