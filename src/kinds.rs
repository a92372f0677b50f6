//! Every kind of thing that has ids, in one table: `id` makes a type of each line, and `error` the code for a missing
//! thing. A new kind is one line.

/// Passes the table to a macro, after that macro's own arguments: `kinds! { ids: }`.
///
/// A line has the kind, its id type, the prefix of its ids, and its noun; then, if tools can be asked for one, the
/// error code for a missing one: variant, text and meaning.
macro_rules! kinds {
    ($then:ident: $($more:tt)*) => {
        $then! { {
            Tenant, TenantId, "tnt", "tenant", TenantNotFound, "TENANT_NOT_FOUND", "There is no such tenant.";
            Agent, AgentId, "agt", "agent", AgentNotFound, "AGENT_NOT_FOUND", "There is no such agent.";
            Session, SessionId, "ses", "session";
            Request, RequestId, "req", "request", RequestNotFound, "REQUEST_NOT_FOUND", "There is no such request, or it changed nothing.";
            Call, CallId, "call", "call";
            Change, ChangeId, "chg", "change", ChangeNotFound, "CHANGE_NOT_FOUND", "There is no such change.";
            Confirmation, ConfirmationId, "cnf", "confirmation";
            Proposal, ProposalId, "prop", "proposal", ProposalNotFound, "PROPOSAL_NOT_FOUND", "There is no such proposal.";
            Site, SiteId, "site", "site";
            Page, PageId, "page", "page", PageNotFound, "PAGE_NOT_FOUND", "There is no such page.";
            Section, SectionId, "sec", "section", SectionNotFound, "SECTION_NOT_FOUND", "There is no such section.";
            SectionTemplate, SectionTemplateId, "tpl", "section template", TemplateNotFound, "TEMPLATE_NOT_FOUND", "There is no such section template.";
            Image, ImageId, "img", "image", ImageNotFound, "IMAGE_NOT_FOUND", "There is no such image.";
            Collection, CollectionId, "col", "collection", CollectionNotFound, "COLLECTION_NOT_FOUND", "There is no such collection.";
            Post, PostId, "post", "post", PostNotFound, "POST_NOT_FOUND", "There is no such post.";
            Entry, EntryId, "ent", "entry", EntryNotFound, "ENTRY_NOT_FOUND", "There is no such entry.";
            Navigation, NavigationId, "nav", "navigation", NavigationNotFound, "NAVIGATION_NOT_FOUND", "There is no such navigation.";
            NavItem, NavItemId, "itm", "navigation item", NavItemNotFound, "NAV_ITEM_NOT_FOUND", "There is no such navigation item.";
            Package, PackageId, "pkg", "package", PackageNotFound, "PACKAGE_NOT_FOUND", "There is no such package.";
            Service, ServiceId, "svc", "service", ServiceNotFound, "SERVICE_NOT_FOUND", "There is no such service.";
            Contact, ContactId, "con", "contact", ContactNotFound, "CONTACT_NOT_FOUND", "There is no such contact.";
            Tag, TagId, "tag", "tag", TagNotFound, "TAG_NOT_FOUND", "There is no such tag.";
            Pipeline, PipelineId, "pip", "pipeline", PipelineNotFound, "PIPELINE_NOT_FOUND", "There is no such pipeline.";
            Stage, StageId, "stg", "stage", StageNotFound, "STAGE_NOT_FOUND", "The pipeline has no such stage; those that it has are named.";
            Order, OrderId, "ord", "order", OrderNotFound, "ORDER_NOT_FOUND", "There is no such order.";
            OrderItem, OrderItemId, "oit", "order item";
            Availability, AvailabilityId, "avl", "availability";
            Booking, BookingId, "bkg", "booking", BookingNotFound, "BOOKING_NOT_FOUND", "There is no such booking.";
            Payment, PaymentId, "pay", "payment";
            Invoice, InvoiceId, "inv", "invoice", InvoiceNotFound, "INVOICE_NOT_FOUND", "There is no such quote, invoice or credit note.";
            Conversation, ConversationId, "cnv", "conversation", ConversationNotFound, "CONVERSATION_NOT_FOUND", "There is no such conversation.";
            Message, MessageId, "msg", "message", MessageNotFound, "MESSAGE_NOT_FOUND", "The conversation has no such message.";
            MessageTemplate, MessageTemplateId, "mtp", "message template", MessageTemplateNotFound, "MESSAGE_TEMPLATE_NOT_FOUND", "There is no such message template, or not in that language.";
            Release, ReleaseId, "rel", "release", ReleaseNotFound, "RELEASE_NOT_FOUND", "There is no such release.";
            Target, TargetId, "tgt", "target", TargetNotFound, "TARGET_NOT_FOUND", "The business has no such target for releases.";
            HttpPost, HttpPostId, "hreq", "http request";
        } $($more)* }
    };
}
pub(crate) use kinds;
