"""Who asks for a repair is told from who tells of one, was refused one, or wants something else."""

from __future__ import annotations

import pytest

from chalicelib.understanding.repairs import Wish, wish_for_repair


@pytest.mark.parametrize(
    "text",
    [
        "洗衣机不转了，要求维修",
        "你好，我想申请保修，订单 88231",
        "冰箱不制冷，麻烦安排师傅上门看一下，尽快维修",
        "请派人过来修",
        "请安排师傅上门检查",
        "耳机左边没声音，怎么送修？",
        "维修怎么申请",
        "请问附近的维修点在哪里",
        "帮我修一下屏幕吧",
        "能不能帮我修一下",
        "报修：空调漏水",
        "商家拒绝保修，我要求维修",
        "之前修过一次，现在又坏了，要求再次维修",
        "昨天买的手机坏了要求维修",
        "上个月买的吹风机不热了，需要寄修",
        "我想寄回去維修，請告訴我流程",
        "螢幕有亮線，想申請保固",
        "請幫我送原廠檢修",
        "部電話開唔到機，想整返",
        "麻烦给我返修",
        "如果不能退，就请给我维修",
        "客服态度很差，但是我还是希望能够维修",
        "The kettle leaks. I would like to have it repaired.",
        "Please arrange a repair for my washing machine",
        "My headphones died, can you repair them?",
        "How do I send it in for repair?",
        "I want to make a warranty claim",
        "the zip broke, please fix my jacket",
        "It needs a repair.",
        "You repaired it last month but it broke again, I need it repaired again",
        "Could someone come and fix the dishwasher?",
    ],
)
def test_a_repair_is_asked_for(text: str) -> None:
    assert wish_for_repair(text) is Wish.ASKED


@pytest.mark.parametrize(
    "text",
    [
        "这个还能修吗？",
        "这种情况保修吗",
        "螢幕壞了，可不可以維修",
        "Can it be repaired?",
        "please fix it",
    ],
)
def test_whether_it_can_be_repaired_is_wondered(text: str) -> None:
    assert wish_for_repair(text) is Wish.WONDERED


@pytest.mark.parametrize(
    "text",
    [
        "商家拒绝维修",
        "客服不给我保修",
        "我要求维修，客服拒绝了",
        "申请保修被驳回",
        "上个月送修了，到现在还没修好",
        "之前申请过维修",
        "我上周要求维修没人理",
        "维修了三次还是坏的，我要退货",
        "不想维修，我要求退款",
        "我不接受维修，请给我换新",
        "不需要修了，直接退吧",
        "为什么要我自己送修",
        "你们让我寄回维修，我不同意",
        "客服说只能维修",
        "维修师傅态度很差",
        "要求退还维修费",
        "还在保修期内，要求换新",
        "请帮我修改收货地址",
        "请人装修的时候弄坏了，要求退货",
        "如果以后坏了需要维修怎么办",
        "修理費太貴，我要退錢",
        "商家要求寄回維修",
        "已经报修过了",
        "快递太慢，请尽快处理",
        "",
        "They refused to repair it",
        "I asked you to repair it last month",
        "I don't want a repair, I want my money back",
        "I want a refund instead of a repair",
        "Your support told me to send it in for repair and I want a refund",
        "please fix this problem with my refund",
        "please fix my order",
        "the repair fee is too high",
        "I was told it would be repaired",
        "You won't repair it",
        "If it breaks, can you repair it?",
        "I do not need it repaired, just replace it",
    ],
)
def test_what_is_no_request(text: str) -> None:
    assert wish_for_repair(text) is None


def test_a_long_text_costs_little() -> None:
    assert wish_for_repair("请" * 300_000 + "改") is None
    assert wish_for_repair("想要修" + " 买" * 200_000) is Wish.ASKED
