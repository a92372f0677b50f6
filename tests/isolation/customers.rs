//! The customers of a business, and what people set up for it by hand.

use serde_json::{Value, json};

use super::world::{Actor, World};

impl World {
    /// A contact without orders, an order of another with a quote and a payment, and a pipeline that only this tenant
    /// has.
    pub fn add_customers(&self, who: &Actor, name: &str) -> [(&'static str, String); 10] {
        let id = |answer: &Value| answer["data"]["id"].as_str().unwrap().to_owned();
        let email = format!("{}@example.com", name.to_lowercase());
        let phone = format!("+1415555267{}", name.len());
        let contact = json!({ "name": format!("{name} Contact"), "email": email, "phone": phone,
            "tags": [format!("{name} tag")] });
        let contact = id(&self.ok(who, "createContact", &contact));
        let other = json!({ "name": "Other", "email": format!("other.{email}") });
        let other = id(&self.ok(who, "createContact", &other));
        let pipeline = deskhand::id::PipelineId::new().to_string();
        let stage = deskhand::id::StageId::new().to_string();
        let tenant = who.tenant.id.to_string();
        let sql = "INSERT INTO pipeline (tenant_id, id, key, name, version, created_at, updated_at)
                   VALUES (?1, ?2, lower(?3) || '-pipeline', ?3 || ' Pipeline', 1, 1, 1)";
        self.raw().execute(sql, (&tenant, &pipeline, name)).unwrap();
        let sql = "INSERT INTO stage (tenant_id, id, pipeline_id, key, name, sort_order, version, created_at, updated_at)
                   VALUES (?1, ?2, ?3, lower(?4) || '-stage', ?4 || ' Stage', 1, 1, 1, 1)";
        self.raw().execute(sql, (&tenant, &stage, &pipeline, name)).unwrap();
        let order = json!({ "contactId": other, "pipeline": pipeline,
            "items": [{ "title": "A", "unitPrice": 1 }] });
        let order = id(&self.ok(who, "createOrder", &order));
        let quote = json!({ "kind": "quote", "orderId": order });
        let invoice = id(&self.ok(who, "createInvoice", &quote));
        let payment = json!({ "orderId": order, "amount": 0.5, "method": "cash" });
        let payment = id(&self.ok(who, "createPayment", &payment));
        let item = self.ok(who, "queryData", &json!({ "entity": "orderItem" }));
        let item = item["items"][0]["id"].as_str().unwrap().to_owned();
        let tag = self.ok(who, "queryData", &json!({ "entity": "tag" }));
        let tag = tag["items"][0]["id"].as_str().unwrap().to_owned();
        [
            ("contact", contact),
            ("order", order),
            ("order item", item),
            ("invoice", invoice),
            ("payment", payment),
            ("pipeline", pipeline),
            ("stage", stage),
            ("tag", tag),
            ("contact phone", phone),
            ("contact email", email),
        ]
    }

    /// A conversation with the contact, a message of theirs, and a template, as they come from outside.
    pub fn add_messages(
        &self,
        who: &Actor,
        name: &str,
        contact: &str,
    ) -> [(&'static str, String); 3] {
        let tenant = who.tenant.id.to_string();
        let now = deskhand::clock::now().0;
        let conversation = deskhand::id::ConversationId::new().to_string();
        let message = deskhand::id::MessageId::new().to_string();
        let template = deskhand::id::MessageTemplateId::new().to_string();
        let sql = "INSERT INTO conversation (tenant_id, id, contact_id, channel, status, assigned_to, resolution,
                     last_inbound_at, last_message_at, version, created_at, updated_at)
                   VALUES (?1, ?2, ?3, 'whatsapp', 'active', ?4 || ' Person', 'Nothing yet', ?5, ?5, 1, ?5, ?5)";
        self.raw().execute(sql, (&tenant, &conversation, contact, name, now)).unwrap();
        let sql = "INSERT INTO message (tenant_id, id, conversation_id, direction, kind, body, status,
                     provider_id, reply_to, sent_at, version, created_at, updated_at)
                   VALUES (?1, ?2, ?3, 'in', 'text', ?4 || ' words', 'received', 'wamid.' || ?4, ?2, ?5, 1, ?5, ?5)";
        self.raw().execute(sql, (&tenant, &message, &conversation, name, now)).unwrap();
        let sql = "INSERT INTO message_template (tenant_id, id, name, language, status, category, body,
                     components, variables, fetched_at)
                   VALUES (?1, ?2, lower(?3) || '_template', 'en', 'approved', 'utility', 'Hello', '[]', '[]', ?4)";
        self.raw().execute(sql, (&tenant, &template, name, now)).unwrap();
        let sql = "INSERT INTO message_template_list (tenant_id, fetched_at) VALUES (?1, ?2)";
        self.raw().execute(sql, (&tenant, now)).unwrap();
        [("conversation", conversation), ("message", message), ("message template", template)]
    }

    /// A navigation that only this tenant has; people set them up.
    pub fn add_navigation(&self, who: &Actor, name: &str) -> String {
        let id = deskhand::id::NavigationId::new().to_string();
        let sql =
            "INSERT INTO navigation (tenant_id, id, key, name, version, created_at, updated_at)
                   VALUES (?1, ?2, lower(?3) || '-menu', ?3 || ' Menu', 1, 1, 1)";
        self.raw().execute(sql, (who.tenant.id.to_string(), &id, name)).unwrap();
        id
    }

    /// A section template that only this tenant has.
    pub fn add_template(&self, who: &Actor, name: &str) -> String {
        let id = deskhand::id::SectionTemplateId::new().to_string();
        let sql =
            "INSERT INTO section_template (tenant_id, id, key, name, description, fields, example,
                                                 version, created_at, updated_at)
                   VALUES (?1, ?2, lower(?3) || '-own', ?3, ?3, '[]', '{}', 1, 1, 1)";
        self.raw().execute(sql, (who.tenant.id.to_string(), &id, name)).unwrap();
        id
    }
}

/// The names of what [`World::add_customers`] makes.
pub fn names_of_customers(name: &str) -> [(&'static str, String); 5] {
    [
        ("message template", format!("{}_template", name.to_lowercase())),
        ("contact", format!("{name} Contact")),
        ("pipeline", format!("{}-pipeline", name.to_lowercase())),
        ("stage", format!("{}-stage", name.to_lowercase())),
        ("tag", format!("{name} tag")),
    ]
}
